import type { NamedWeight } from '@maskpred/core/tfjs';

/** The values of one weight of a layer. */
export type Weight = Pick<NamedWeight, 'shape' | 'values'>;

/** The weights of one layer by their names in Keras: `kernel`, `bias`, `gamma`, … */
export type LayerWeights = ReadonlyMap<string, Weight>;

/** What a file of another tool holds: a description of the network in Keras' JSON, and weights. */
export interface ForeignNetwork {
  /** Of the file, for messages. */
  readonly location: string;
  /** `{class_name, config}` */
  readonly topology: unknown;
  /**
   * The weights of a layer.
   * @param group - name of the layer of the outermost model that it lies in, or its own.
   */
  weightsOf(group: string, layer: string): LayerWeights;
  /** The tool that wrote it, such as `keras 2.15.0`. */
  readonly writtenBy?: string;
  /** Hexadecimal sha256 of the weights' bytes. */
  digest(): Promise<string>;
}

/** One use of a layer, with nested models unpacked. */
export interface LayerCall {
  /** Unique in the network. */
  readonly id: string;
  /** `Conv2D`, `Dense`, … */
  readonly type: string;
  readonly config: Readonly<Record<string, unknown>>;
  /** Ids of the calls whose outputs it takes. */
  readonly inputs: readonly string[];
  /** Constants that it is called with, as in `x / 127.5`. */
  readonly constants: readonly number[];
  readonly weights: LayerWeights;
}

/** A network with one picture in and one vector out. */
export interface LayerGraph {
  readonly location: string;
  /** Id of the input. */
  readonly input: string;
  /** `[height, width, channels]`; null where any size goes. */
  readonly inputShape: readonly (number | null)[];
  /** Each after those that it depends on; the input is not among them. */
  readonly calls: readonly LayerCall[];
  /** Id of the last call. */
  readonly output: string;
  /** The layers that the network was put together from. */
  readonly layerNames: ReadonlySet<string>;
}
