import { TEXTS } from '../texts.js';
import { Swatch } from '../ui/label-name.js';
import { usePage } from '../ui/use-session.js';

/** How far the work is. */
export function ProgressPanel() {
  const progress = usePage((page) => page.progress);
  const guessing = usePage((page) => page.guessing);
  if (!progress) return null;
  const { pictures, faces, perLabel, pace } = progress;
  return (
    <section className="progress" aria-label={TEXTS.progress}>
      <h2>{TEXTS.progress}</h2>
      <Bar
        text={TEXTS.picturesDone(pictures.done, pictures.total)}
        done={pictures.done}
        total={pictures.total}
      />
      <Bar text={TEXTS.facesDecided(faces.decided, faces.total)} done={faces.decided} total={faces.total} />
      <ul className="per-label figures">
        {Object.entries(perLabel).map(([label, count]) => (
          <li key={label}>
            <Swatch label={label} />
            <span>{label}</span>
            <b>{TEXTS.number(count)}</b>
          </li>
        ))}
      </ul>
      <p className="faint figures" data-pace="">
        {TEXTS.pace(pace.perMinute, pace.secondsLeft)}
      </p>
      {pictures.broken > 0 && <p className="faint">{TEXTS.brokenCount(pictures.broken)}</p>}
      {guessing && guessing.done < guessing.total && (
        <p className="faint figures">{TEXTS.guessing(guessing.done, guessing.total)}</p>
      )}
      {pictures.read < pictures.total && (
        <p className="faint">{TEXTS.reading(pictures.read, pictures.total)}</p>
      )}
    </section>
  );
}

function Bar({
  text,
  done,
  total,
}: {
  readonly text: string;
  readonly done: number;
  readonly total: number;
}) {
  return (
    <label className="bar">
      <span className="figures">{text}</span>
      <progress value={done} max={Math.max(1, total)} />
    </label>
  );
}
