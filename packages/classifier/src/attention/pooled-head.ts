import { MaskpredError } from '@maskpred/core';

/** Where a network pools its last activations over the picture and classifies them with one linear layer, by node name. */
export interface PooledHead {
  /** `[batch, height, width, channels]`: what is pooled. */
  readonly activations: string;
  /** `[channels, labels]` */
  readonly kernel: string;
  /** `[labels]` */
  readonly bias: string;
}

interface GraphNode {
  readonly name: string;
  readonly op: string;
  readonly input?: readonly string[];
}

/**
 * Finds mean, linear layer and softmax at the end of a graph model.
 * @param modelJson - the content of its model.json.
 * @throws {MaskpredError} MODEL_INCOMPATIBLE when it ends otherwise: only of such a network can be said exactly which
 * place speaks for a label.
 */
export function findPooledHead(modelJson: unknown, location: string): PooledHead {
  const nodes = nodesOf(modelJson);
  const byName = new Map(nodes.map((node) => [node.name, node]));
  const inputsOf = (node: GraphNode | undefined) =>
    (node?.input ?? []).map((name) => byName.get(name.replace(/:0$/, '')));
  const heads = nodes.flatMap((node): PooledHead[] => {
    if (node.op !== 'Softmax') return [];
    const [logits] = inputsOf(node);
    const [features, kernel, bias] = inputsOf(logits);
    if (logits?.op !== '_FusedMatMul' || features?.op !== 'Mean' || !kernel || !bias) return [];
    const [activations] = inputsOf(features);
    return activations ? [{ activations: activations.name, kernel: kernel.name, bias: bias.name }] : [];
  });
  if (heads.length === 1) return heads[0]!;
  throw new MaskpredError(
    'MODEL_INCOMPATIBLE',
    `${location}: an attention map needs a network that ends in mean, one linear layer and softmax, as maskpred train ` +
      'writes it. This one ends otherwise: classify with it, but without attention maps.',
  );
}

function nodesOf(modelJson: unknown): readonly GraphNode[] {
  const { modelTopology } = (modelJson ?? {}) as { modelTopology?: { node?: unknown } };
  return Array.isArray(modelTopology?.node) ? (modelTopology.node as readonly GraphNode[]) : [];
}
