import { type Annotation, clipBox, MaskpredError, messageOf, type RawImage } from '@maskpred/core';
import type { SceneShape } from './augment/view-plan.js';
import { sha256, shareOf } from './hash.js';

/** A picture with its labelled faces that can be read when its turn comes. */
export interface TrainingScene {
  /** Stable name, such as the picture's path below the data folder with `/` between its parts. */
  readonly id: string;
  /** The faces, whatever their labels; pixels of the upright picture. */
  readonly annotations: readonly Annotation[];
  /** Scenes of one group never stand on both sides of the split. @default the id */
  readonly group?: string;
  /** Fixes the side of the split. @default by a hash of group and seed */
  readonly part?: 'train' | 'val';
  read(): Promise<RawImage>;
}

/** What is wrong with a scene. All but `box-clipped` leave something out. */
export type SceneProblem =
  | { readonly kind: 'unreadable'; readonly id: string; readonly error: MaskpredError }
  /** No face is boxed: whether there is none, or nobody has looked, is not to be known. The scene is left out. */
  | { readonly kind: 'no-box'; readonly id: string }
  /** The same pixels as an earlier scene, `of`. The scene is left out. */
  | { readonly kind: 'duplicate'; readonly id: string; readonly of: string }
  /** Boxes with nothing inside the picture, or of no size, are left out. */
  | { readonly kind: 'box-outside'; readonly id: string; readonly count: number }
  /** Boxes that reach out of the picture are clipped to it. */
  | { readonly kind: 'box-clipped'; readonly id: string; readonly count: number };

/** A scene that was read and checked. */
export interface CheckedScene extends SceneShape {
  readonly scene: TrainingScene;
  /** Hash of the pixels. */
  readonly sha256: string;
  readonly annotations: readonly Annotation[];
  readonly part: 'train' | 'val';
}

/** Parts of a pixel by which a box may reach out of a picture without a word: annotation tools round. */
const TOLERANCE = 1;

/**
 * The scene with what is wrong with it: `undefined` when nothing of it can be used.
 * @param known - ids by hash of the scenes before it; this one is added.
 */
export async function checkScene(
  scene: TrainingScene,
  { seed, val, known }: { readonly seed: number; readonly val: number; readonly known: Map<string, string> },
): Promise<{ readonly checked: CheckedScene | undefined; readonly problems: readonly SceneProblem[] }> {
  const { id } = scene;
  const image = await scene.read().catch((error: unknown) => toReadError(id, error));
  if (image instanceof Error)
    return { checked: undefined, problems: [{ kind: 'unreadable', id, error: image }] };
  const { width, height } = image;
  const hash = sha256(`${width}x${height}`, image.data);
  const original = known.get(hash);
  if (original !== undefined)
    return { checked: undefined, problems: [{ kind: 'duplicate', id, of: original }] };
  known.set(hash, id);

  const clipped = scene.annotations.map((annotation) => ({
    ...annotation,
    box: clipBox(annotation.box, image),
  }));
  const annotations = clipped.filter(({ box }) => box.width > 0 && box.height > 0);
  const outside = clipped.length - annotations.length;
  const moved = scene.annotations.filter(({ box }, i) => {
    const lost = Math.max(box.width - clipped[i]!.box.width, box.height - clipped[i]!.box.height);
    return annotations.includes(clipped[i]!) && lost > TOLERANCE;
  }).length;
  const problems: SceneProblem[] = [
    ...(outside > 0 ? [{ kind: 'box-outside', id, count: outside } as const] : []),
    ...(moved > 0 ? [{ kind: 'box-clipped', id, count: moved } as const] : []),
  ];
  if (annotations.length === 0)
    return { checked: undefined, problems: [...problems, { kind: 'no-box', id }] };
  const part = scene.part ?? (shareOf(seed, scene.group ?? id) < val ? 'val' : 'train');
  const faces = annotations.map(({ box }) => box);
  return { checked: { scene, sha256: hash, width, height, faces, annotations, part }, problems };
}

function toReadError(id: string, error: unknown): MaskpredError {
  if (MaskpredError.isInstance(error)) return error;
  return new MaskpredError('IMAGE_DECODE_FAILED', `${id}: ${messageOf(error)}`, { cause: error });
}
