import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { mapInOrder, MaskpredError, type RgbImage } from '@maskpred/core';
import { decodeImage } from '@maskpred/core/node';
import type { FaceProposal } from '@maskpred/dataset';
import { type CommandContext, write } from '../context.js';
import { EXIT } from '../exit-code.js';
import { type Failure, failureOf, formatFailure } from '../failure.js';
import { findInputs, type PictureInput } from '../inputs.js';
import { isFailed } from '../picture-answer.js';
import { isWebUrl } from '../picture-files.js';
import { countFaces } from '../predict-lines.js';
import { startProgress } from '../progress.js';
import { createCropSink } from './crop-sink.js';
import { createFaceFinder, type FaceFinder, type FinderSettings } from './face-finder.js';
import type { FaceSink, SkipReason } from './face-sink.js';
import { type FacesAnswer, formatFacesJson, formatFacesText, isSkipped } from './faces-lines.js';
import { createVocSink } from './voc-sink.js';

export interface FacesOptions extends FinderSettings {
  /** Folder for the annotations. */
  readonly out?: string;
  /** Folder for crops, which are then written instead of annotations. */
  readonly crops?: string;
  readonly label?: string;
  readonly margin: number;
  readonly force?: true;
  readonly json?: true;
}

/** A picture that was looked at and whose faces are to be kept. */
interface Look {
  readonly picture: RgbImage;
  readonly faces: readonly FaceProposal[];
}

/** One picture is decoded while another is looked at. */
const PICTURES_AT_ONCE = 2;

/** Finds the faces of every picture and writes them as proposals or as crops. */
export async function runFaces(
  paths: readonly string[],
  options: FacesOptions,
  context: CommandContext,
): Promise<void> {
  const { json } = options;
  const { stdout, stderr, signal } = context;
  const inputs = await findLocalPictures(paths, options.crops);
  const sink = await openSink(inputs, options, signal);
  let finder: Promise<FaceFinder> | undefined; // loaded by the first picture that needs it
  const look = async (input: PictureInput) => {
    if (input.failure) return input.failure;
    try {
      const { label, skipped } = await sink.admit(input);
      if (skipped) return skipped;
      const loaded = await (finder ??= createFaceFinder(options));
      const picture = await decodeImage(input.image, { signal });
      return { picture, faces: await loaded.find(picture, label, signal) };
    } catch (error) {
      if (signal.aborted || isFatal(error)) throw error;
      return failureOf(error);
    }
  };

  const tally = new Map<string, number>();
  const progress = startProgress(inputs.length, stderr);
  try {
    const remaining = inputs[Symbol.iterator]();
    for await (const result of mapInOrder(inputs, PICTURES_AT_ONCE, look, signal)) {
      const answer = await keep(sink, remaining.next().value!, result);
      count(tally, answer);
      if (json) await progress.write(stdout, formatFacesJson(answer));
      else if (isFailed(answer)) await progress.write(stderr, formatFailure(answer.error));
      else if (!isSkipped(answer)) await progress.write(stdout, formatFacesText(answer));
      progress.advance(isFailed(answer));
    }
  } finally {
    progress.stop();
    await sink.close();
    if (finder) (await finder.catch(() => undefined))?.dispose();
  }
  if (tally.has('failed')) context.setExitCode(EXIT.failed);
  if (!json) await write(stderr, formatSummary(tally));
}

async function findLocalPictures(
  paths: readonly string[],
  crops: string | undefined,
): Promise<PictureInput[]> {
  const places = await Promise.all(paths.map(picturesOf));
  const inputs = await findInputs(places, crops === undefined ? {} : { exclude: crops });
  const url = inputs.find(({ image }) => isWebUrl(image));
  if (url) {
    throw new MaskpredError(
      'INVALID_ARGUMENT',
      `${url.image}: faces are written beside their pictures, so those have to be files. Download it first.`,
    );
  }
  return inputs;
}

/** The pictures of scenes lie in their folder `images`; what else is in the folder is none of them. */
async function picturesOf(path: string): Promise<string> {
  if (isWebUrl(path)) return path;
  const images = join(path, 'images');
  const isScenes = await stat(images).then(
    (stats) => stats.isDirectory(),
    () => false,
  );
  return isScenes ? images : path;
}

function openSink(
  inputs: readonly PictureInput[],
  options: FacesOptions,
  signal: AbortSignal,
): FaceSink | Promise<FaceSink> {
  const { out, crops, label, margin, force = false, classify = false } = options;
  const common = label === undefined ? {} : { label };
  if (crops === undefined) {
    return createVocSink(inputs, { ...common, ...(out === undefined ? {} : { out }), force });
  }
  const { detector, inputSize = null, tiles = false, int8, minScore = null, minSize, model = null } = options;
  const finder = {
    detector: detector ?? null,
    inputSize,
    tiles,
    ...(int8 && { int8 }), // journals of before know nothing of it
    minScore,
    minSize,
    classify,
    model,
  };
  return createCropSink(inputs, { ...common, out: crops, margin, classify, finder, signal });
}

async function keep(
  sink: FaceSink,
  input: PictureInput,
  result: Look | SkipReason | Failure,
): Promise<FacesAnswer> {
  const { image } = input;
  if (typeof result === 'string') return { image, skipped: result };
  if ('code' in result) return { image, error: result };
  const { picture, faces } = result;
  try {
    const kept = await sink.keep(input, picture, faces);
    return { image, width: picture.width, height: picture.height, ...kept };
  } catch (error) {
    return { image, error: failureOf(error) };
  }
}

/** A network that does not load finds nothing in any picture. */
function isFatal(error: unknown): boolean {
  const fatal = ['MODEL_LOAD_FAILED', 'MODEL_INCOMPATIBLE', 'ENGINE_UNAVAILABLE', 'MISSING_DEPENDENCY'];
  return MaskpredError.isInstance(error) && fatal.includes(error.code);
}

function count(tally: Map<string, number>, answer: FacesAnswer): void {
  const add = (what: string, number: number) => tally.set(what, (tally.get(what) ?? 0) + number);
  if (isFailed(answer)) add('failed', 1);
  else if (isSkipped(answer)) add(answer.skipped, 1);
  else {
    add('pictures', 1);
    add('faces', answer.faces.length);
  }
}

function formatSummary(tally: ReadonlyMap<string, number>): string {
  const of = (what: string) => tally.get(what) ?? 0;
  const parts = [
    `${of('pictures')} pictures, ${countFaces(of('faces'))}`,
    ...(of('done') > 0 ? [`${of('done')} done before`] : []),
    ...(of('verified') > 0 ? [`${of('verified')} verified by a person and left alone`] : []),
    ...(of('annotated') > 0 ? [`${of('annotated')} annotated by something else and left alone`] : []),
    ...(of('failed') > 0 ? [`${of('failed')} failed`] : []),
  ];
  return `${parts.join('; ')}\n`;
}
