import type { TrainProgress } from '@maskpred/detector/train';
import cliProgress from 'cli-progress';

/** Bars on a terminal, one a phase; nothing elsewhere. */
export interface DetectorDisplay {
  show(event: TrainProgress): void;
  /** A line of text, with the bar out of the way. */
  note(text: string): void;
  stop(): void;
}

/** A bar's unit and how far it is; `undefined` for events that no bar shows. */
interface Step {
  readonly unit: string;
  readonly done: number;
  readonly total: number;
  readonly note: string;
}

export function startDetectorDisplay(stream: NodeJS.WriteStream): DetectorDisplay {
  let bar: cliProgress.SingleBar | undefined;
  let current: string | undefined;
  const stop = () => {
    bar?.stop();
    bar = undefined;
    current = undefined;
  };
  return {
    show(event) {
      const step = stepOf(event);
      if (!step || !stream.isTTY) return;
      const { unit, done, total, note } = step;
      if (unit !== current) {
        stop();
        bar = new cliProgress.SingleBar({
          stream,
          format: `{bar} {value}/{total} ${unit}, {eta_formatted} left{note}`,
          barCompleteChar: '\u2588',
          barIncompleteChar: '\u2591',
          barsize: 24,
          hideCursor: true,
        });
        // It starts where it is, so that a training that goes on does not count earlier epochs as fast ones.
        bar.start(total, Math.max(0, done - 1), { note });
        current = unit;
      }
      bar?.update(done, { note });
    },
    note(text) {
      stop();
      stream.write(text);
    },
    stop,
  };
}

const EPOCH_UNITS: Readonly<Record<string, string>> = {
  heads: 'epochs of the heads',
  'fine-tune': 'epochs of fine-tuning',
};

function stepOf(event: TrainProgress): Step | undefined {
  switch (event.type) {
    case 'scene-checked':
      return { ...event, unit: 'scenes read', note: '' };
    case 'view-cached':
      return { ...event, unit: `views seen for the ${event.phase}`, note: '' };
    case 'epoch-ended': {
      const { phase, epoch, epochs, loss, valAp } = event;
      const kept = valAp === undefined ? '' : `, average precision ${valAp.toFixed(3)} on those kept out`;
      const note = `, loss ${loss.toFixed(3)}${kept}`;
      return { unit: EPOCH_UNITS[phase] ?? phase, done: epoch + 1, total: epochs, note };
    }
    case 'scene-calibrated':
      return { ...event, unit: 'scenes to calibrate scores on', note: '' };
    case 'scene-measured':
      return { ...event, unit: 'scenes measured', note: '' };
    default:
      return undefined;
  }
}
