/** After one pass over the examples; the names are Keras's. */
export interface EpochLogs {
  /** From 0. */
  readonly epoch: number;
  readonly epochs: number;
  readonly loss: number;
  readonly accuracy: number;
  /** Absent when nothing is kept out. */
  readonly valLoss?: number;
  readonly valAccuracy?: number;
  readonly durationMs: number;
}
