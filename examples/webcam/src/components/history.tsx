import { memo } from 'react';
import { HISTORY_SECONDS, type HistoryEntry } from '../live/history.js';
import { TEXTS } from '../texts.js';

const HEIGHT = 60;
/** A strip of one face is not drawn over the whole height. */
const MIN_SCALE = 4;

/** Faces with and without mask over the last minute, one bar a second: masked below, bare above. */
export const History = memo(function History({ history }: { readonly history: readonly HistoryEntry[] }) {
  const now = history.at(-1)?.second ?? 0;
  const largest = Math.max(MIN_SCALE, ...history.map(({ mask, bare }) => mask + bare));
  const length = (count: number) => (count * HEIGHT) / largest;
  const most = (kind: 'mask' | 'bare') => Math.max(0, ...history.map((entry) => entry[kind]));
  const seconds = history.length === 0 ? 0 : now - history[0]!.second + 1;
  return (
    <section className="panel" aria-labelledby="history-title">
      <h2 id="history-title">{TEXTS.history}</h2>
      <svg
        className="history"
        viewBox={`0 0 ${HISTORY_SECONDS} ${HEIGHT}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={TEXTS.historySummary(seconds, most('mask'), most('bare'))}
      >
        {history.map(({ second, mask, bare }) => {
          const x = HISTORY_SECONDS - 1 - (now - second);
          return (
            <g key={second} transform={`translate(${x} 0)`}>
              <rect className="mask" x="0.1" width="0.8" y={HEIGHT - length(mask)} height={length(mask)} />
              <rect
                className="bare"
                x="0.1"
                width="0.8"
                y={HEIGHT - length(mask) - length(bare)}
                height={length(bare)}
              />
            </g>
          );
        })}
      </svg>
    </section>
  );
});
