import { memo } from 'react';
import { HISTORY_SECONDS, type HistoryEntry } from '../live/history.js';
import { TEXTS } from '../texts.js';
import { toneOf } from '../view/tone.js';

const HEIGHT = 60;
/** A strip of one face is not drawn over the whole height. */
const MIN_SCALE = 4;

interface HistoryProps {
  readonly history: readonly HistoryEntry[];
  readonly labels: readonly string[];
}

/** Faces of each label over the last minute, one bar a second, the first label below. */
export const History = memo(function History({ history, labels }: HistoryProps) {
  const now = history.at(-1)?.second ?? 0;
  const sumOf = (counts: readonly number[]) => counts.reduce((sum, count) => sum + count, 0);
  const largest = Math.max(MIN_SCALE, ...history.map(({ perLabel }) => sumOf(perLabel)));
  const length = (count: number) => (count * HEIGHT) / largest;
  const most = labels.map((_, index) => Math.max(0, ...history.map(({ perLabel }) => perLabel[index] ?? 0)));
  const seconds = history.length === 0 ? 0 : now - history[0]!.second + 1;
  return (
    <section className="panel" aria-labelledby="history-title">
      <h2 id="history-title">{TEXTS.history}</h2>
      <svg
        className="history"
        viewBox={`0 0 ${HISTORY_SECONDS} ${HEIGHT}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={TEXTS.historySummary(seconds, labels, most)}
      >
        {history.map(({ second, perLabel }) => {
          const x = HISTORY_SECONDS - 1 - (now - second);
          return (
            <g key={second} transform={`translate(${x} 0)`}>
              {labels.map((label, index) => (
                <rect
                  key={label}
                  data-tone={toneOf(label, labels)}
                  x="0.1"
                  width="0.8"
                  y={HEIGHT - length(sumOf(perLabel.slice(0, index + 1)))}
                  height={length(perLabel[index] ?? 0)}
                />
              ))}
            </g>
          );
        })}
      </svg>
    </section>
  );
});
