import type { TopologyNode } from '../tfjs/outputs.js';
import type { DecodedWeights } from '../tfjs/weights.js';

/** A node of a TensorFlow.js graph model. */
export interface SourceNode {
  readonly name: string;
  readonly op: string;
  /** Names of nodes; each has one output. */
  readonly inputs: readonly string[];
  readonly attributes: Readonly<Record<string, SourceAttribute | undefined>>;
}

/** `AttrValue` of TensorFlow as JSON has it: texts in base64, 64-bit numbers as texts. */
export interface SourceAttribute {
  readonly s?: string;
  readonly b?: boolean;
  readonly i?: string | number;
  readonly type?: string | number;
  readonly shape?: { readonly dim?: readonly { readonly size?: string | number }[] };
  readonly list?: { readonly s?: readonly string[]; readonly i?: readonly (string | number)[] };
}

/** A TensorFlow.js graph model: its nodes by name, and the values of its `Const` nodes. */
export interface SourceGraph {
  readonly nodes: ReadonlyMap<string, SourceNode>;
  readonly weights: DecodedWeights;
}

/** The graph of a model.json. */
export function readSourceGraph(nodes: readonly TopologyNode[], weights: DecodedWeights): SourceGraph {
  const read = ({ name, op, input = [], ...rest }: TopologyNode): [string, SourceNode] => {
    const inputs = input.filter((from) => !from.startsWith('^')).map((from) => from.replace(/:0$/, ''));
    const { attr = {} } = rest as { readonly attr?: SourceNode['attributes'] };
    return [name, { name, op, inputs, attributes: attr }];
  };
  return { nodes: new Map(nodes.map(read)), weights };
}

/** A text, or '' when it is not given. */
export function textOf({ attributes }: SourceNode, name: string): string {
  return atob(attributes[name]?.s ?? '');
}

/** A list of texts, empty when it is not given. */
export function textsOf({ attributes }: SourceNode, name: string): string[] {
  return (attributes[name]?.list?.s ?? []).map((text) => atob(text));
}

/** A list of whole numbers, empty when it is not given. */
export function numbersOf({ attributes }: SourceNode, name: string): number[] {
  return (attributes[name]?.list?.i ?? []).map(Number);
}

export function isSet({ attributes }: SourceNode, name: string): boolean {
  return attributes[name]?.b ?? false;
}

/** A shape, -1 where any size goes; undefined when even the number of sizes is open. */
export function shapeOf({ attributes }: SourceNode, name: string): number[] | undefined {
  return attributes[name]?.shape?.dim?.map(({ size }) => Number(size ?? 0));
}
