import { noise } from '../../onnx/__fixtures__/graphs.js';
import { GraphBuilder, type GraphModelFiles } from '../graph-builder.js';

/** A network as ours are built: every piece of a MobileNet, and two rows of numbers a cell as an SSD has. */
export function smallNetwork(): GraphModelFiles {
  const graph = new GraphBuilder();
  const layer = (shape: readonly number[], name: string, bias: number) => ({
    kernel: {
      name: `${name}/k`,
      shape,
      values: noise(
        shape.reduce((a, b) => a * b),
        bias,
      ),
    },
    bias: { name: `${name}/b`, shape: [bias], values: noise(bias, bias + 1) },
  });
  const input = graph.placeholder('image', [-1, -1, -1, 3]);
  const first = graph.conv2d('first', {
    input,
    stride: 2,
    activation: 'relu6',
    ...layer([3, 3, 3, 8], 'first', 8),
  });
  const depth = { input: first, activation: 'relu6', ...layer([3, 3, 8, 1], 'depth', 8) } as const;
  const expanded = graph.conv2d('project', {
    input: graph.depthwiseConv2d('depth', depth),
    ...layer([1, 1, 8, 8], 'project', 8),
  });
  const sum = graph.add('sum', first, expanded);
  const features = graph.globalAveragePool('features', sum);
  graph.softmax('scores', graph.dense('logits', { input: features, ...layer([8, 3], 'dense', 3) }));
  const rows = [first, sum].map((tap, i) => graph.reshape(`rows${i}`, tap, [-1, 4]));
  return graph.build(['scores', graph.concat('boxes', rows, 0)]);
}
