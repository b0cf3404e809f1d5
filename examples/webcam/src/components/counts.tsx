import { useEffect, useState } from 'react';
import { type Counts as CountsOf, countPeople, NOBODY } from '../live/history.js';
import type { AppState } from '../model/state.js';
import { TEXTS } from '../texts.js';

/** How long counts must stand before they are read aloud, milliseconds: a flicker is not news. */
const SETTLED_MS = 1200;

/** How many faces with and without mask are in view. */
export function Counts({ state }: { readonly state: AppState }) {
  const { mask, bare, deciding } = countsShown(state);
  const isActive = state.video !== undefined || state.pictures !== undefined;
  const aloud = useSettled(isActive ? TEXTS.countsAloud({ mask, bare, deciding }) : '');
  return (
    <section className="panel counts" aria-labelledby="counts-title">
      <h2 id="counts-title">{TEXTS.now}</h2>
      <p className="count" data-kind="mask">
        <strong>{mask}</strong> {TEXTS.masked}
      </p>
      <p className="count" data-kind="bare">
        <strong>{bare}</strong> {TEXTS.bare}
      </p>
      <p className="deciding">{TEXTS.deciding(deciding)}</p>
      <p className="aloud" role="status">
        {aloud}
      </p>
    </section>
  );
}

function countsShown({ pictures, counts }: AppState): CountsOf {
  if (!pictures) return counts;
  return pictures.result && 'answer' in pictures.result ? countPeople(pictures.result.answer.people) : NOBODY;
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
