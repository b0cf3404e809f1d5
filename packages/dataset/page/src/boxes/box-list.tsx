import { useEffect, useRef } from 'react';
import { isProposed } from '../../../src/label/state/decide.js';
import type { OpenPicture } from '../model/state.js';
import { TEXTS } from '../texts.js';
import { Swatch } from '../ui/label-name.js';
import { usePage } from '../ui/use-session.js';
import type { BoxCommands } from './box-commands.js';
import { isAtBoxes } from './box-focus.js';
import { shownLabel } from './shown-label.js';

/** The boxes of the picture as buttons: what Tab goes through, and what is read aloud. */
export function BoxList({
  picture,
  commands,
}: {
  readonly picture: OpenPicture | undefined;
  readonly commands: BoxCommands;
}) {
  const current = usePage((page) => page.box);
  const list = useRef<HTMLOListElement>(null);
  const boxes = picture?.state.boxes ?? [];
  const id = picture?.detail.id;

  useEffect(() => {
    const active = document.activeElement;
    const wanted =
      current === null ? undefined : list.current?.querySelector<HTMLElement>(`[data-box="${current}"]`);
    wanted?.scrollIntoView({ block: 'nearest' });
    // The keyboard follows the current box, unless it is busy elsewhere on the page.
    if (!isAtBoxes(active) || active === wanted) return;
    (wanted ?? document.querySelector<HTMLElement>('[data-stage]'))?.focus({ preventScroll: true });
  }, [current, id]);

  return (
    <section aria-label={TEXTS.boxes}>
      <h2>{TEXTS.boxCount(boxes.length, boxes.filter(isProposed).length)}</h2>
      <ol className="box-list" ref={list}>
        {boxes.map((box, index) => (
          <li key={box.id}>
            <button
              type="button"
              data-box={box.id}
              aria-current={box.id === current}
              onClick={() => commands.select(box.id)}
              onFocus={() => box.id !== current && commands.select(box.id)}
            >
              <Swatch label={shownLabel(box, picture?.detail.guesses[box.id])} isProposal={isProposed(box)} />
              <span>
                <span className="aloud">{TEXTS.boxAloud} </span>
                {index + 1}
                <span className="aloud"> {TEXTS.boxOf(boxes.length)}</span>{' '}
                {TEXTS.boxName(box, picture?.detail.guesses[box.id])}
                <span className="aloud">, </span>
                <span className="facts">{TEXTS.boxFacts(box)}</span>
              </span>
              <span className="mark" aria-hidden="true">
                {isProposed(box) ? '?' : '✓'}
              </span>
              <span className="aloud">, {isProposed(box) ? TEXTS.toDecide : TEXTS.isDecided}</span>
            </button>
          </li>
        ))}
      </ol>
      {picture?.detail.proposals === 'waiting' && <p role="status">{TEXTS.looking}</p>}
      {picture?.detail.proposals === 'failed' && <p role="status">{TEXTS.lookingFailed}</p>}
      {boxes.length === 0 && picture && picture.detail.proposals !== 'waiting' && <p>{TEXTS.noBoxes}</p>}
    </section>
  );
}
