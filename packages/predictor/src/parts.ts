import { assertArgument, type Classifier, type FaceDetector } from '@maskpred/core';
import type { EngineOptions } from '@maskpred/core/tfjs';

/** How the parts that the caller does not bring are made. */
export interface PartFactories {
  createDetector(options: EngineOptions): Promise<FaceDetector>;
  createClassifier(options: EngineOptions): Promise<Classifier>;
}

/** Both steps, and what to free at the end. */
export interface Parts<L extends string> {
  readonly detector: FaceDetector;
  readonly classifier: Classifier<L>;
  /** Frees the parts that were made here; injected ones stay the caller's. */
  dispose(): void;
}

export interface PartOptions<L extends string> extends EngineOptions {
  readonly detector?: FaceDetector;
  readonly classifier?: Classifier<L>;
}

/**
 * The two parts of a predictor: those given, and defaults for the others. When one cannot be made, the other is freed.
 * @throws {MaskpredError} INVALID_ARGUMENT when an engine is named for parts that exist already.
 */
export async function gatherParts<L extends string>(
  { detector, classifier, engine }: PartOptions<L>,
  factories: PartFactories,
): Promise<Parts<L>> {
  assertArgument(
    engine === undefined || !detector || !classifier,
    '`engine` says where the default detector and classifier run, and both were given. ' +
      'Choose the engine where they are made, and leave it out here.',
  );
  const engineOptions: EngineOptions = engine === undefined ? {} : { engine };
  const made: { dispose(): void }[] = [];
  const keep = <T extends { dispose(): void }>(part: T): T => {
    made.push(part);
    return part;
  };
  const disposeMade = () => made.forEach((part) => part.dispose());

  const [detecting, classifying] = await Promise.allSettled([
    detector ?? factories.createDetector(engineOptions).then(keep),
    // The weights declare their labels at run time; L is the caller's word for them.
    classifier ?? (factories.createClassifier(engineOptions).then(keep) as Promise<Classifier<L>>),
  ]);
  for (const part of [detecting, classifying]) {
    if (part.status === 'rejected') {
      disposeMade();
      throw part.reason;
    }
  }
  return {
    detector: (detecting as PromiseFulfilledResult<FaceDetector>).value,
    classifier: (classifying as PromiseFulfilledResult<Classifier<L>>).value,
    dispose: disposeMade,
  };
}
