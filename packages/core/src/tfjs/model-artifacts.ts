import type { io } from '@tensorflow/tfjs-core';

/** A graph model: its graph and the bytes of its weights. */
export interface ModelArtifacts extends io.ModelArtifacts {
  readonly modelTopology: object;
  readonly weightSpecs: io.WeightsManifestEntry[];
  readonly weightData: ArrayBuffer;
}
