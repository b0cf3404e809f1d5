import type { Guess } from '../../../src/label/protocol.js';
import { isProposed } from '../../../src/label/state/decide.js';
import type { LabelBox } from '../../../src/label/state/picture-state.js';
import { TEXTS } from '../texts.js';
import { swatchOf } from '../ui/label-name.js';
import { usePage, useSetting } from '../ui/use-session.js';
import { shownLabel } from './shown-label.js';
import type { Viewport } from './viewport.js';

/** Names of boxes are left out below this many CSS pixels of width, where they would hide the faces. */
const NARROWEST_NAME = 48;
/** Height of a name, CSS pixels; beside the styles of `.chip`. */
const NAME_HEIGHT = 18;

interface BoxMarksProps {
  readonly boxes: readonly LabelBox[];
  readonly guesses: Readonly<Record<string, Guess>>;
  readonly current: string | null;
  readonly view: Viewport;
}

/** Names at the boxes, and the handles of the current one; only to look at. */
export function BoxMarks({ boxes, guesses, current, view }: BoxMarksProps) {
  const labels = usePage((page) => page.project!.labels);
  const showsNames = useSetting('showsNames');
  return (
    <div aria-hidden="true">
      {boxes.map((box, index) => {
        const { x, y, width, height } = box.box;
        const left = view.x + x * view.scale;
        const top = view.y + y * view.scale;
        const isCurrent = box.id === current;
        if (!showsNames && !isCurrent) return null;
        const isNarrow = width * view.scale < NARROWEST_NAME && !isCurrent;
        const slot = labels.indexOf(shownLabel(box, guesses[box.id]));
        const isProposal = isProposed(box);
        const classes = ['chip', isProposal ? 'is-proposal' : '', isNarrow ? 'is-small' : ''].join(' ');
        const above = top - NAME_HEIGHT >= 0 ? top - NAME_HEIGHT : top + height * view.scale;
        return (
          <div
            key={box.id}
            className={classes}
            style={{
              ...swatchOf(slot < 0 ? undefined : slot),
              transform: `translate(${left}px, ${above}px)`,
            }}
          >
            {isNarrow ? index + 1 : TEXTS.boxMark(index + 1, box, guesses[box.id])}
          </div>
        );
      })}
      {boxes
        .filter(({ id }) => id === current)
        .map((box) => (
          <Handles key={box.id} box={box} view={view} />
        ))}
    </div>
  );
}

function Handles({ box: { box }, view }: { readonly box: LabelBox; readonly view: Viewport }) {
  return [0, 1, 2, 3].map((corner) => {
    const x = view.x + (box.x + (corner % 2) * box.width) * view.scale;
    const y = view.y + (box.y + Math.floor(corner / 2) * box.height) * view.scale;
    return (
      <div key={corner} className="handle" style={{ transform: `translate(${x - 4.5}px, ${y - 4.5}px)` }} />
    );
  });
}
