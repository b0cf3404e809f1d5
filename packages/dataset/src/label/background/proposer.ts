import { type FaceDetector, MaskpredError } from '@maskpred/core';
import { decodeImage } from '@maskpred/core/node';
import { proposeFaces } from '../../proposals/propose-faces.js';
import { resolveInside } from '../images/safe-file.js';
import {
  changedPictures,
  type FileKeeper,
  historyTops,
  type ProjectCore,
  recordMachine,
} from '../project/core.js';
import type { LabelPicture } from '../project/picture.js';
import { PROPOSAL_PREFIX } from '../scenes/outputs.js';
import { applyChange } from '../state/apply-change.js';
import type { BoxChange, PictureChange } from '../state/picture-state.js';

export interface ProposerOptions {
  readonly core: ProjectCore;
  readonly keeper: FileKeeper;
  /** Any; it is not disposed here. One that works in a thread of its own keeps the server answering. */
  readonly detector: () => Promise<FaceDetector>;
  /** A picture could not be looked at. */
  readonly onError: (error: unknown) => void;
  readonly onProposed: (picture: LabelPicture) => void;
  readonly signal: AbortSignal;
}

/** Looks for faces in pictures that nobody has worked on, those asked for last first. */
export interface Proposer {
  /** Looks at a picture soon, if it needs that. */
  want(picture: LabelPicture): void;
}

export function createProposer(options: ProposerOptions): Proposer {
  const { core, keeper, detector, onError, onProposed, signal } = options;
  let queue: LabelPicture[] = [];
  let isRunning = false;
  let isDead = false;

  const look = async (picture: LabelPicture) => {
    try {
      const image = await decodeImage(await resolveInside(core.root, picture.name), { signal });
      const faces = await proposeFaces(image, { detector: await detector(), signal });
      await core.exclusive(async () => {
        if (!isUntouched(picture)) return;
        const boxes = faces.map(({ box, label, score }, at): BoxChange => ({
          at,
          before: null,
          after: { id: `${PROPOSAL_PREFIX}${at}`, box, label, score: roundScore(score) },
        }));
        const change: PictureChange = {
          ...(boxes.length > 0 ? { boxes } : {}),
          ...(boxes.length > 0 && picture.state.verified === null
            ? { verified: { before: null, after: false } }
            : {}),
        };
        const state = applyChange(picture.state, change)!;
        await recordMachine(core, keeper, 'propose', { picture, change, state });
      });
      picture.isLookedAt = true;
      picture.proposals = 'done';
    } catch (error) {
      if (signal.aborted) return;
      picture.proposals = 'failed';
      isDead = isFatal(error);
      onError(error);
    }
    onProposed(picture);
    core.emit({
      type: 'changed',
      client: null,
      cause: 'proposals',
      pictures: changedPictures(core, [picture], (one) => keeper.hasConflict(one)),
      ...historyTops(core),
    });
  };
  const run = async () => {
    while (queue.length > 0 && !signal.aborted) {
      const [picture] = queue;
      queue = queue.slice(1);
      if (isDead) picture!.proposals = 'failed';
      else if (isUntouched(picture!)) await look(picture!);
    }
    isRunning = false;
  };

  return {
    want(picture) {
      if (!isUntouched(picture) || picture.proposals === 'failed') return;
      if (isDead) {
        picture.proposals = 'failed';
        return;
      }
      picture.proposals = 'waiting';
      queue = [picture, ...queue.filter((other) => other !== picture)];
      if (isRunning) return;
      isRunning = true;
      queueMicrotask(() => void run()); // so that all that are wanted now are queued, in their order
    },
  };
}

/** Whether nobody, and no detector, has said anything of the picture. */
function isUntouched({ status, isLookedAt, seq, state }: LabelPicture): boolean {
  return (
    status === 'ready' && !isLookedAt && seq === 0 && state.boxes.length === 0 && state.verified !== true
  );
}

/** More digits say nothing. */
function roundScore(score: number): number {
  return Math.round(score * 1e4) / 1e4;
}

/** Whether an error says that the detector or classifier will never answer. */
export function isFatal(error: unknown): boolean {
  const codes = [
    'MODEL_LOAD_FAILED',
    'MODEL_INCOMPATIBLE',
    'ENGINE_UNAVAILABLE',
    'MISSING_DEPENDENCY',
    'DISPOSED',
  ];
  return MaskpredError.isInstance(error) && codes.includes(error.code);
}
