import cliProgress from 'cli-progress';
import type { TrainProgress } from '@maskpred/classifier/train';

/** Bars on a terminal, one a phase; nothing elsewhere. */
export interface TrainDisplay {
  show(event: TrainProgress): void;
  stop(): void;
}

const PHASES = { features: 'pictures', head: 'epochs', 'fine-tune': 'epochs of fine-tuning' } as const;

export function startTrainDisplay(stream: NodeJS.WriteStream): TrainDisplay {
  if (!stream.isTTY) return { show: () => undefined, stop: () => undefined };
  let bar: cliProgress.SingleBar | undefined;
  let current: keyof typeof PHASES | undefined;

  const update = (phase: keyof typeof PHASES, done: number, total: number, note: string) => {
    if (phase !== current) {
      bar?.stop();
      bar = new cliProgress.SingleBar({
        stream,
        format: `{bar} {value}/{total} ${PHASES[phase]}, {eta_formatted} left{note}`,
        barCompleteChar: '\u2588',
        barIncompleteChar: '\u2591',
        barsize: 24,
        hideCursor: true,
      });
      bar.start(total, 0, { note });
      current = phase;
    }
    bar?.update(done, { note });
  };

  return {
    show(event) {
      if (event.type === 'features-cached') update('features', event.done, event.total, '');
      if (event.type === 'epoch-ended') {
        const { phase, epoch, epochs, loss, valAccuracy } = event;
        const held =
          valAccuracy === undefined ? '' : `, accuracy ${(valAccuracy * 100).toFixed(1)} % of those kept out`;
        update(phase, epoch + 1, epochs, `, loss ${loss.toFixed(3)}${held}`);
      }
    },
    stop: () => bar?.stop(),
  };
}
