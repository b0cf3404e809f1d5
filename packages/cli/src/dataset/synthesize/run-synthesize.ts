import type { FaceDetector } from '@maskpred/core';
import type { EngineName } from '@maskpred/core/tfjs';
import {
  assertFolderLabel,
  SYNTHETIC_STYLES,
  type SyntheticCase,
  syntheticCases,
  type SyntheticChoice,
  type SyntheticStyle,
} from '@maskpred/dataset';
import { openCropFolder } from '@maskpred/dataset/node';
import { MaskpredError } from '@maskpred/core';
import { type CommandContext, write } from '../../context.js';
import { EXIT } from '../../exit-code.js';
import { failureOf, formatFailure, printable } from '../../failure.js';
import { isFailed } from '../../picture-answer.js';
import { startProgress } from '../../progress.js';
import { drawSource, type DrawnSource, type DrawSettings } from './draw-source.js';
import { findSources } from './find-sources.js';

export interface SynthesizeCommandOptions extends SyntheticChoice {
  readonly out: string;
  readonly from: string;
  readonly perFace: number;
  readonly styles?: readonly SyntheticStyle[];
  readonly labels: Readonly<Partial<Record<SyntheticCase, string>>>;
  readonly seed: number;
  readonly margin: number;
  readonly minSize: number;
  readonly whole?: true;
  readonly engine?: EngineName | 'auto';
  readonly json?: true;
}

/** Draws face masks, hands, scarves and cups on bare faces and puts the pictures into an ImageFolder. */
export async function runSynthesize(
  folder: string,
  options: SynthesizeCommandOptions,
  context: CommandContext,
): Promise<void> {
  const { out, from, whole = false, engine, json } = options;
  const { stdout, stderr, signal } = context;
  const settings = settingsOf(options);
  const { sources, failures } = await findSources(folder, { from, whole, out }, signal);
  const crops = await openCropFolder(out);
  let detector: Promise<FaceDetector> | undefined;
  const getDetector = () => (detector ??= loadDetector(engine));
  const tally = new Map<string, number>();
  const add = (what: string, number: number) => tally.set(what, (tally.get(what) ?? 0) + number);
  const progress = startProgress(sources.length, stderr);
  try {
    for (const source of sources) {
      signal.throwIfAborted();
      const answer = await drawSource(source, crops, settings, getDetector, signal).catch(
        (error: unknown) => {
          if (signal.aborted || isFatal(error)) throw error;
          return { image: source.path, error: failureOf(error) };
        },
      );
      if (json) await progress.write(stdout, `${JSON.stringify(answer)}\n`);
      else if (isFailed(answer)) await progress.write(stderr, formatFailure(answer.error));
      else if (answer.skipped === undefined) await progress.write(stdout, formatText(answer));
      if (isFailed(answer)) add('failed', 1);
      else {
        add(answer.skipped ?? 'pictures', 1);
        if (answer.skipped === undefined) add('drawn', answer.drawn.length);
      }
      progress.advance(isFailed(answer));
    }
  } finally {
    progress.stop();
    await crops.close();
    if (detector) (await detector.catch(() => undefined))?.dispose();
  }
  await write(stderr, failures.map(formatFailure).join(''));
  if (tally.has('failed') || failures.length > 0) context.setExitCode(EXIT.failed);
  if (!json) await write(stderr, formatSummary(tally, failures.length, out));
}

/** @throws {MaskpredError} INVALID_ARGUMENT for styles of kinds that are not drawn, and for labels that cannot be folders. */
function settingsOf(options: SynthesizeCommandOptions): DrawSettings {
  const { out, kinds, wears, styles, perFace, labels, seed, margin, minSize } = options;
  for (const label of Object.values(labels)) assertFolderLabel(label);
  const drawable = (kinds ?? (Object.keys(SYNTHETIC_STYLES) as NonNullable<typeof kinds>)).flatMap(
    (kind) => SYNTHETIC_STYLES[kind],
  );
  const stray = styles?.find((style) => !drawable.includes(style));
  if (stray !== undefined) {
    throw new MaskpredError(
      'INVALID_ARGUMENT',
      `--styles ${stray}: none of the kinds that are drawn has it. Choose from: ${drawable.join(', ')}.`,
    );
  }
  const cases = syntheticCases({ ...(kinds ? { kinds } : {}), ...(wears ? { wears } : {}) });
  return { out, cases, perFace, labels, seed, margin, minSize, ...(styles ? { styles } : {}) };
}

async function loadDetector(engine: EngineName | 'auto' | undefined): Promise<FaceDetector> {
  const { createFaceDetector } = await import('@maskpred/detector');
  return createFaceDetector(engine === undefined ? {} : { engine });
}

/** A detector that does not load finds nothing in any picture. */
function isFatal(error: unknown): boolean {
  const fatal = ['MODEL_LOAD_FAILED', 'MODEL_INCOMPATIBLE', 'ENGINE_UNAVAILABLE', 'MISSING_DEPENDENCY'];
  return MaskpredError.isInstance(error) && fatal.includes(error.code);
}

function formatText({ image, drawn }: DrawnSource): string {
  return `${printable(image)}  ${drawn.length} drawn\n`;
}

function formatSummary(tally: ReadonlyMap<string, number>, failed: number, out: string): string {
  const of = (what: string) => tally.get(what) ?? 0;
  const parts = [
    `${of('pictures')} pictures, ${of('drawn')} synthetic faces -> ${printable(out)}`,
    ...(of('done') > 0 ? [`${of('done')} done before`] : []),
    ...(of('no-face') > 0 ? [`${of('no-face')} without a face`] : []),
    ...(of('failed') + failed > 0 ? [`${of('failed') + failed} failed`] : []),
  ];
  return `${parts.join('; ')}\n`;
}
