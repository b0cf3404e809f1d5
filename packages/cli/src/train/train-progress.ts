import cliProgress from 'cli-progress';
import type { TrainProgress } from '@maskpred/classifier/train';

/** Bars on a terminal, one a phase; nothing elsewhere. */
export interface TrainDisplay {
  show(event: TrainProgress): void;
  /** A line of text, with the bar out of the way. */
  note(text: string): void;
  stop(): void;
}

const UNITS: Readonly<Record<string, string>> = {
  features: 'pictures',
  head: 'epochs',
  'fine-tune': 'epochs of fine-tuning',
};

export function startTrainDisplay(stream: NodeJS.WriteStream): TrainDisplay {
  let bar: cliProgress.SingleBar | undefined;
  let current: string | undefined;
  const stop = () => {
    bar?.stop();
    bar = undefined;
    current = undefined;
  };

  const update = (phase: string, done: number, total: number, note: string) => {
    if (!stream.isTTY) return;
    if (phase !== current) {
      stop();
      bar = new cliProgress.SingleBar({
        stream,
        format: `{bar} {value}/{total} ${UNITS[phase]}, {eta_formatted} left{note}`,
        barCompleteChar: '\u2588',
        barIncompleteChar: '\u2591',
        barsize: 24,
        hideCursor: true,
      });
      // It starts where it is, so that a training that goes on does not count earlier epochs as fast ones.
      bar.start(total, Math.max(0, done - 1), { note });
      current = phase;
    }
    bar?.update(done, { note });
  };

  return {
    show(event) {
      if (event.type === 'features-cached') update('features', event.done, event.total, '');
      if (event.type === 'epoch-ended') {
        const { phase, epoch, epochs, loss, accuracy = 0, valAccuracy } = event;
        const kept = valAccuracy === undefined ? '' : `, ${percent(valAccuracy)} of those kept out`;
        update(phase, epoch + 1, epochs, `, loss ${loss.toFixed(3)}, accuracy ${percent(accuracy)}${kept}`);
      }
    },
    note(text) {
      stop();
      stream.write(text);
    },
    stop,
  };
}

const percent = (share: number) => `${(share * 100).toFixed(1)} %`;
