import type { OpenPicture } from '../model/state.js';
import { TEXTS } from '../texts.js';
import { Button } from '../ui/button.js';
import { usePage } from '../ui/use-session.js';
import type { BoxCommands } from './box-commands.js';

/** What is said of the picture as a whole. */
export function PictureFacts({
  picture,
  commands,
}: {
  readonly picture: OpenPicture;
  readonly commands: BoxCommands;
}) {
  const current = usePage((page) => page.box);
  const journalOnly = usePage((page) => page.project!.journalOnly);
  const { detail, state } = picture;
  const box = state.boxes.find(({ id }) => id === current);
  return (
    <section aria-label={TEXTS.picture}>
      <h2>{TEXTS.picture}</h2>
      <dl className="facts-list">
        <dt>{TEXTS.file}</dt>
        <dd>{detail.name}</dd>
        <dt>{TEXTS.size}</dt>
        <dd>{TEXTS.pixels(detail.width, detail.height)}</dd>
        <dt>{TEXTS.state}</dt>
        <dd>{TEXTS.phases[detail.phase]}</dd>
      </dl>
      <div className="flags">
        <Button aria-pressed={state.verified === true} onClick={commands.toggleVerified}>
          {TEXTS.verify} <kbd>V</kbd>
        </Button>
        <Button aria-pressed={box?.difficult === true} disabled={!box} onClick={commands.toggleDifficult}>
          {TEXTS.difficult} <kbd>X</kbd>
        </Button>
      </div>
      {journalOnly.length > 0 && <p className="faint">{TEXTS.journalOnly(journalOnly)}</p>}
    </section>
  );
}
