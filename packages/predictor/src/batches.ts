import { type Classifier, type ClassScore, messageOf, type RawImage } from '@maskpred/core';

export interface BatchOptions {
  /** Crops classified at once, as long as memory lasts. */
  readonly batchSize: number;
  /** Called each time that memory did not. */
  readonly onSmallerBatch?: ((batchSize: number) => void) | undefined;
}

/** Classifies any number of crops. */
export interface Batches<L extends string> {
  /**
   * One row a crop, in order.
   * @param cut - makes the crop of an index, when its turn comes: no more than a batch of them is held.
   * @throws what the classifier throws, `signal.reason` when aborted between two batches.
   */
  classify(count: number, cut: (index: number) => RawImage, signal?: AbortSignal): Promise<ClassScore<L>[][]>;
}

/**
 * Runs a classifier in batches. One for which there is not enough memory is halved and tried again, down to one crop;
 * later calls start with what was possible.
 */
export function createBatches<L extends string>(
  classifier: Classifier<L>,
  { batchSize, onSmallerBatch }: BatchOptions,
): Batches<L> {
  let size = batchSize;
  return {
    async classify(count, cut, signal) {
      const rows: ClassScore<L>[][] = [];
      while (rows.length < count) {
        signal?.throwIfAborted();
        const length = Math.min(size, count - rows.length);
        const crops = Array.from({ length }, (_, i) => cut(rows.length + i));
        try {
          rows.push(...(await classifier.classify(crops, signal ? { signal } : {})));
        } catch (error) {
          if (length === 1 || !isOutOfMemory(error)) throw error;
          size = Math.ceil(length / 2);
          onSmallerBatch?.(size);
        }
      }
      return rows;
    },
  };
}

/**
 * Whether an error says that memory could not be had: as V8 says it ("Array buffer allocation failed"), ONNX Runtime
 * ("Failed to allocate memory for requested buffer", "std::bad_alloc") and TensorFlow ("OOM when allocating tensor").
 */
function isOutOfMemory(error: unknown): boolean {
  return /allocation failed|failed to allocate|bad_alloc|\bOOM\b|out of memory/i.test(messageOf(error));
}
