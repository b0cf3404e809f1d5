import { useEffect, useState } from 'react';
import { type Counts as CountsOf, countPeople, NOBODY } from '../live/history.js';
import type { AppState } from '../model/state.js';
import { TEXTS } from '../texts.js';
import { toneOf } from '../view/tone.js';

/** How long counts must stand before they are read aloud, milliseconds: a flicker is not news. */
const SETTLED_MS = 1200;

/** How many faces of each label are in view. */
export function Counts({ state }: { readonly state: AppState }) {
  const { labels } = state;
  const { perLabel, deciding } = countsShown(state);
  const isActive = state.video !== undefined || state.pictures !== undefined;
  const aloud = useSettled(isActive ? TEXTS.countsAloud(labels, { perLabel, deciding }) : '');
  return (
    <section className="panel counts" aria-labelledby="counts-title">
      <h2 id="counts-title">{TEXTS.now}</h2>
      {labels.map((label, index) => (
        <p key={label} className="count" data-label={label} data-tone={toneOf(label, labels)}>
          <strong>{perLabel[index] ?? 0}</strong> {TEXTS.wearing(label)}
        </p>
      ))}
      <p className="deciding">{TEXTS.deciding(deciding)}</p>
      <p className="aloud" role="status">
        {aloud}
      </p>
    </section>
  );
}

function countsShown({ pictures, counts, labels }: AppState): CountsOf {
  if (!pictures) return counts;
  if (!pictures.result || !('answer' in pictures.result)) return NOBODY;
  return countPeople(pictures.result.answer.people, labels);
}

/** The text once it has stood still for a while. */
function useSettled(text: string): string {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), SETTLED_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return settled;
}
