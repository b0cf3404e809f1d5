import type { AppState } from '../model/state.js';
import { TEXTS } from '../texts.js';
import { toneOf } from '../view/tone.js';

interface Row {
  readonly id: number;
  readonly label: string | undefined;
  readonly score: number;
}

/** One line a face: who is followed under which number, and what is said of it. */
export function People({ state }: { readonly state: AppState }) {
  const rows = rowsOf(state);
  return (
    <section className="panel" aria-labelledby="people-title">
      <h2 id="people-title">{TEXTS.people}</h2>
      {rows.length === 0 ? (
        <p className="quiet-text">{TEXTS.nobody}</p>
      ) : (
        <ul className="people">
          {rows.map(({ id, label, score }) => (
            <li
              key={id}
              data-face={id}
              data-label={label ?? 'deciding'}
              data-tone={toneOf(label, state.labels)}
            >
              <span>{TEXTS.person(id)}</span>
              <span className="tag">{TEXTS.label(label)}</span>
              <span className="score">{label === undefined ? '' : TEXTS.percent(score)}</span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function rowsOf({ pictures, people }: AppState): readonly Row[] {
  if (!pictures) return people;
  if (!pictures.result || !('answer' in pictures.result)) return [];
  return pictures.result.answer.people.map(({ label, score }, index) => ({ id: index + 1, label, score }));
}
