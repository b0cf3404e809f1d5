import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { findEngine } from './__fixtures__/engines.js';
import type { EngineName } from './engine.js';
import { GraphBuilder, type GraphModelFiles } from './graph-builder.js';
import { loadNetwork } from './load-network-node.js';
import { sourceOfBuilt } from './model-files.js';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

const ENGINES = [await findEngine('wasm'), await findEngine('onnx')];
const [ROWS, COLUMNS] = [1024, 1024];
const WEIGHT_BYTES = ROWS * COLUMNS * 4;

function largeNetwork(): GraphModelFiles {
  const graph = new GraphBuilder();
  const input = graph.placeholder('x', [-1, ROWS]);
  graph.dense('y', {
    input,
    kernel: { name: 'kernel', shape: [ROWS, COLUMNS], values: new Float32Array(ROWS * COLUMNS).fill(0.5) },
    bias: { name: 'bias', shape: [COLUMNS], values: new Float32Array(COLUMNS) },
  });
  return graph.build(['y']);
}

/** Of JavaScript, bytes. Some arrays are freed only by the collection after the one that finds them unused. */
async function arraysInMemory(): Promise<number> {
  for (let i = 0; i < 3; i++) {
    await new Promise((resolve) => setTimeout(resolve, 10));
    collectGarbage();
  }
  return process.memoryUsage().arrayBuffers;
}

describe.each(ENGINES)('on $name', ({ name, isHere }) => {
  it.skipIf(!isHere)('a network keeps its weights once, with the engine', async () => {
    const { source, readBytes } = sourceOfBuilt(largeNetwork());
    const load = () => loadNetwork(source, readBytes, { engine: name as EngineName });
    const input = { shape: [1, ROWS], values: new Float32Array(ROWS).fill(1) };
    const first = await load();
    await first.run(input);
    const before = await arraysInMemory();
    const second = await load();
    const [answer] = await second.run(input);
    expect(answer!.values[0]).toBe(ROWS / 2);
    expect((await arraysInMemory()) - before).toBeLessThan(WEIGHT_BYTES / 4);
    first.dispose();
    second.dispose();
  });
});
