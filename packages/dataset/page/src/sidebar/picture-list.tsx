import { useEffect, useMemo, useRef } from 'react';
import type { PictureSummary } from '../../../src/label/protocol.js';
import { filterPictures } from '../model/pictures.js';
import { TEXTS } from '../texts.js';
import { Swatch } from '../ui/label-name.js';
import { usePage, useSession } from '../ui/use-session.js';
import { useVirtualRows } from '../ui/use-virtual-rows.js';

/** Height of an entry, CSS pixels; as in the styles of `.picture`. */
const ROW = 44;

/** The pictures as they are filtered: those of them that are seen. */
export function PictureList() {
  const { navigation } = useSession();
  const list = usePage((page) => page.list);
  const filter = usePage((page) => page.filter);
  const current = usePage((page) => page.current);
  const total = usePage((page) => page.project?.total ?? 0);
  const shown = useMemo(() => filterPictures(list, filter, current), [list, filter, current]);
  const scroller = useRef<HTMLDivElement>(null);
  const rows = useVirtualRows(scroller, shown.length, ROW);
  const { reveal } = rows;
  const place = shown.findIndex(({ id }) => id === current);
  useEffect(() => {
    if (place >= 0) reveal(place);
  }, [reveal, place]);
  return (
    <nav className="pictures" aria-label={TEXTS.pictures}>
      <h2 className="figures">
        {TEXTS.place(place + 1, shown.length)}
        {shown.length < total && <span> {TEXTS.ofAll(total)}</span>}
      </h2>
      <div className="scroller" ref={scroller} onScroll={rows.onScroll}>
        <ol style={{ height: shown.length * ROW }}>
          {shown.slice(rows.first, rows.end).map((picture, index) => (
            <li key={picture.id} style={{ transform: `translateY(${(rows.first + index) * ROW}px)` }}>
              <button
                type="button"
                className="picture"
                // One of them is reached with Tab, or ten thousand would lie before the boxes.
                tabIndex={picture.id === current ? 0 : -1}
                aria-current={picture.id === current}
                onClick={() => void navigation.show(picture.id)}
              >
                <span
                  className={`phase is-${picture.hasConflict ? 'conflict' : picture.phase}`}
                  aria-hidden="true"
                >
                  {TEXTS.phaseMarks[picture.hasConflict ? 'conflict' : picture.phase]}
                </span>
                <span className="name">
                  <bdi>{picture.name}</bdi>
                </span>
                <span className="aloud">{TEXTS.pictureAloud(picture)}</span>
                <Tally picture={picture} />
              </button>
            </li>
          ))}
        </ol>
      </div>
    </nav>
  );
}

function Tally({ picture }: { readonly picture: PictureSummary }) {
  return (
    <span className="tally figures" aria-hidden="true">
      {picture.labels.slice(0, 4).map((label) => (
        <Swatch key={label} label={label} isProposal={picture.decided === 0} />
      ))}
      <span>{TEXTS.tally(picture)}</span>
    </span>
  );
}
