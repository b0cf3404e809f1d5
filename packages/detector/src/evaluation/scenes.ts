import { type Annotation, assertArgument, type FaceDetection } from '@maskpred/core';

/** A picture with the faces that are in it. */
export interface LabelledScene {
  /** What the picture is called; detections are found by it. */
  readonly image: string;
  readonly annotations: readonly Annotation[];
}

/** What a detector found in a picture. */
export interface SceneDetections {
  /** That of a {@link LabelledScene}. */
  readonly image: string;
  /** Faces of any score: those below the threshold count for average precision. `[]` when none was found. */
  readonly faces: readonly Pick<FaceDetection, 'box' | 'score'>[];
  /** Time it took, milliseconds. */
  readonly ms?: number;
}

/** A picture with what is in it and what was found. */
export interface JoinedScene<P> extends LabelledScene {
  readonly prediction: P;
}

/**
 * The scenes, each with its prediction. Predictions of other pictures are left out.
 * @throws {MaskpredError} INVALID_ARGUMENT when a picture is named twice, or a scene has no prediction: what nobody looked
 * at is neither right nor wrong.
 */
export function joinScenes<P extends { readonly image: string }>(
  scenes: readonly LabelledScene[],
  predictions: readonly P[],
): JoinedScene<P>[] {
  const byImage = new Map<string, P>();
  for (const prediction of predictions) {
    assertArgument(
      !byImage.has(prediction.image),
      `evaluation: two predictions of ${prediction.image}. Give one a picture.`,
    );
    byImage.set(prediction.image, prediction);
  }
  const seen = new Set<string>();
  return scenes.map((scene): JoinedScene<P> => {
    const prediction: P | undefined = byImage.get(scene.image);
    assertArgument(!seen.has(scene.image), `evaluation: the scene ${scene.image} is given twice.`);
    assertArgument(
      prediction !== undefined,
      `evaluation: no prediction of the scene ${scene.image}. Leave it out, or give an empty list of faces for it.`,
    );
    seen.add(scene.image);
    return { ...scene, prediction };
  });
}
