import type { Classifier, FaceDetector, Size } from '@maskpred/core';
import { createVideoPredictor, type TrackedPerson, VIDEO_DEFAULTS } from '@maskpred/predictor';
import { latestOf } from './latest.js';
import type { FrameReader, VideoFrame } from './read-frames.js';
import { createSampler, type Sampling } from './sampling.js';
import { createTrackLedger, isNotFace, type TrackRecord } from './track-ledger.js';

export interface FollowOptions {
  readonly detector: FaceDetector;
  readonly classifier: Classifier;
  /** How often the networks look. */
  readonly sampling: Sampling;
  /** Whether the reader leaves out by itself the frames that are not looked at. */
  readonly isSampled: boolean;
  /** Whether frames that come while the networks are busy are skipped. */
  readonly isLive: boolean;
  readonly keepNotFace: boolean;
  /** A face must be found with this score to be followed. */
  readonly minScore?: number | undefined;
  readonly signal: AbortSignal;
}

/** What happens in a video, each awaited before the next frame is read. */
export interface FollowEvents {
  /** The networks have looked at a frame. */
  onLook(timestampMs: number, people: readonly TrackedPerson[]): Promise<void>;
  /** They have left, or the video has ended. */
  onLeft(records: readonly TrackRecord[]): Promise<void>;
  /** A frame with everybody's place in it, whether it was looked at or not; its pixels may be drawn on. */
  onFrame(frame: VideoFrame, people: readonly TrackedPerson[]): Promise<void>;
}

/** What was seen of a video. */
export interface Followed extends Size {
  readonly lastMs: number;
  /** Frames that the networks looked at. */
  readonly looked: number;
  readonly tracks: number;
}

/**
 * Follows the people of a video from its first frame to its last, or to Ctrl-C if it is live; `undefined` when that came
 * before the first frame.
 *
 * @throws {MaskpredError} what reading frames and the networks throw; the reason of the signal if the video is not live.
 */
export async function followVideo(
  reader: FrameReader,
  options: FollowOptions,
  events: FollowEvents,
): Promise<Followed | undefined> {
  const { sampling, isSampled, isLive, keepNotFace, signal } = options;
  const wants = isSampled ? () => true : createSampler(sampling);
  const frames = isLive ? latestOf(reader) : reader;
  let follower: Follower | undefined;
  let followed: Followed | undefined;
  let tracks = 0;
  let looked = 0;
  const leave = async (records: readonly TrackRecord[]) => {
    tracks += records.length;
    if (records.length > 0) await events.onLeft(records);
  };
  try {
    for await (const frame of frames) {
      const { image, timestampMs } = frame;
      follower ??= await createFollower(options, lookIntervalOf(sampling, reader.frameRate));
      const { predictor, ledger } = follower;
      const show = (people: readonly TrackedPerson[]) =>
        people.filter((person) => keepNotFace || !isNotFace(person));
      let people: readonly TrackedPerson[] | undefined;
      if (wants(timestampMs)) {
        const answer = await predictor.push(image, { timestampMs, signal });
        if (answer.status === 'seen') {
          looked++;
          people = show(answer.people);
          await leave(ledger.look(answer.people, timestampMs));
          await events.onLook(timestampMs, people);
        }
      }
      await events.onFrame(frame, people ?? show(predictor.predictAt(timestampMs)));
      followed = { width: image.width, height: image.height, lastMs: timestampMs, looked, tracks };
    }
  } catch (error) {
    if (!(isLive && signal.aborted)) throw error;
  } finally {
    follower?.predictor.dispose();
  }
  if (follower) await leave(follower.ledger.end());
  return followed && { ...followed, looked, tracks };
}

type Follower = Awaited<ReturnType<typeof createFollower>>;

/**
 * Looks that are far apart leave more time: who is missed once must not be lost, and two looks that agree must be enough to
 * decide.
 */
async function createFollower(
  { detector, classifier, keepNotFace, minScore = VIDEO_DEFAULTS.startScore }: FollowOptions,
  lookMs: number,
) {
  const maxMissedMs = Math.max(VIDEO_DEFAULTS.maxMissedMs, 2.5 * lookMs);
  const predictor = await createVideoPredictor({
    detector,
    classifier,
    keepNotFace: true, // the ledger has to know when they were last seen
    intervalMs: 0,
    startScore: minScore,
    keepScore: Math.min(VIDEO_DEFAULTS.keepScore, minScore),
    maxMissedMs,
    halfLifeMs: Math.max(VIDEO_DEFAULTS.halfLifeMs, 2 * lookMs),
  });
  return { predictor, ledger: createTrackLedger({ keepNotFace, maxMissedMs }) };
}

/** Milliseconds between two looks. */
function lookIntervalOf(sampling: Sampling, frameRate: number | undefined): number {
  if ('fps' in sampling) return 1000 / sampling.fps;
  return frameRate ? (1000 * sampling.every) / frameRate : 0;
}
