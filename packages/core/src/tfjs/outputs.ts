import { MaskpredError } from '../error.js';
import type { ModelArtifacts } from './model-artifacts.js';

/** A node of a model.json's `modelTopology`. */
export interface TopologyNode {
  readonly name: string;
  readonly op: string;
  readonly input?: readonly string[];
}

/** Whether a value of JSON is a node: its name, its operation, and the names of what it takes. */
export function isTopologyNode(value: unknown): value is TopologyNode {
  const { name, op, input = [] } = (value ?? {}) as Partial<Record<keyof TopologyNode, unknown>>;
  const isText = (one: unknown) => typeof one === 'string';
  return isText(name) && isText(op) && Array.isArray(input) && input.every(isText);
}

/** @throws {MaskpredError} MODEL_LOAD_FAILED when it is no graph. */
export function listNodes({ modelTopology }: Pick<ModelArtifacts, 'modelTopology'>): readonly TopologyNode[] {
  const { node } = modelTopology as { readonly node?: unknown };
  if (Array.isArray(node) && node.every(isTopologyNode)) return node;
  throw new MaskpredError(
    'MODEL_LOAD_FAILED',
    'model.json lists no nodes, so it is no TensorFlow.js graph model. Load one that maskpred train or tensorflowjs_converter wrote.',
  );
}

/**
 * The names of the nodes that a network returns: those asked for, or those that the model declares, or the nodes whose
 * values no other takes.
 * @throws {MaskpredError} MODEL_LOAD_FAILED when it is no graph, MODEL_INCOMPATIBLE for a node that is not there.
 */
export function resolveOutputs(artifacts: ModelArtifacts, asked?: readonly string[]): readonly string[] {
  const nodes = listNodes(artifacts);
  const names = new Set(nodes.map(({ name }) => name));
  const outputs = asked ?? declaredOutputs(artifacts) ?? lastNodes(nodes);
  const missing = outputs.find((name) => !names.has(name));
  if (missing !== undefined || outputs.length === 0) {
    throw new MaskpredError(
      'MODEL_INCOMPATIBLE',
      `The network has no ${missing === undefined ? 'output' : `node "${missing}"`}. Use a model of the kind that is asked for.`,
    );
  }
  return outputs;
}

function declaredOutputs({ signature }: ModelArtifacts): readonly string[] | undefined {
  const { outputs } = (signature ?? {}) as {
    readonly outputs?: Record<string, { readonly name?: unknown } | null>;
  };
  return outputs && Object.values(outputs).map((output) => String(output?.name).replace(/:0$/, ''));
}

function lastNodes(nodes: readonly TopologyNode[]): readonly string[] {
  const taken = new Set(
    nodes.flatMap(({ input = [] }) => input.map((name) => name.replace(/^\^|:\d+$/g, ''))),
  );
  return nodes.filter(({ name }) => !taken.has(name)).map(({ name }) => name);
}
