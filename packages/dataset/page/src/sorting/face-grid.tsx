import { type MouseEvent, type RefObject, useEffect, useRef } from 'react';
import { TEXTS } from '../texts.js';
import { useSize } from '../ui/use-size.js';
import { usePage, useSetting } from '../ui/use-session.js';
import { useVirtualRows } from '../ui/use-virtual-rows.js';
import type { GridShape } from './face-bindings.js';
import type { FaceCommands } from './face-commands.js';
import { cropElementId, FaceCrop } from './face-crop.js';

/** Between faces, CSS pixels; as in the styles of `.grid`. */
const GAP = 8;
/** Height of the two lines below a face, CSS pixels; as in the styles of `.crop`. */
const CAPTION = 44;

interface FaceGridProps {
  readonly commands: FaceCommands;
  /** Told how many faces lie in a row, for the keys. */
  readonly shape: RefObject<GridShape>;
}

/** The faces, as many as are seen of them. */
export function FaceGrid({ commands, shape }: FaceGridProps) {
  const { items, cursor, selected, isLoading, total } = usePage((page) => page.faces);
  const side = useSetting('cropSide');
  const scroller = useRef<HTMLDivElement>(null);
  const { width } = useSize(scroller);
  const columns = Math.max(1, Math.floor((width - GAP) / (side + GAP)));
  const margin = Math.floor((width - columns * (side + GAP) + GAP) / 2);
  const rowHeight = side + CAPTION + GAP;
  const rowCount = Math.ceil(items.length / columns);
  const rows = useVirtualRows(scroller, rowCount, rowHeight);
  useEffect(() => {
    shape.current = { columns, page: columns * rows.page };
  }, [shape, columns, rows.page]);

  const { reveal } = rows;
  const cursorRow = Math.floor(cursor / columns);
  useEffect(() => reveal(cursorRow), [reveal, cursorRow, items.length]);
  useEffect(() => scroller.current?.focus({ preventScroll: true }), []);

  const onClick = (event: MouseEvent) => {
    const place = (event.target as Element).closest<HTMLElement>('[data-place]')?.dataset['place'];
    if (place === undefined) return;
    if (event.ctrlKey || event.metaKey) commands.toggle(Number(place));
    else commands.move(Number(place), event.shiftKey);
  };

  const visible = [];
  for (let row = rows.first; row < rows.end; row++) {
    const places = Array.from({ length: columns }, (_, column) => row * columns + column);
    visible.push(
      <div
        key={row}
        role="presentation"
        className="grid-row"
        style={{ transform: `translate(${margin}px, ${row * rowHeight}px)` }}
      >
        {places
          .filter((place) => place < items.length)
          .map((place) => (
            <FaceCrop
              key={`${items[place]!.picture}/${items[place]!.box}`}
              face={items[place]!}
              place={place}
              count={total}
              side={side}
              isCursor={place === cursor}
              isSelected={selected.has(place)}
            />
          ))}
      </div>,
    );
  }
  return (
    <div
      ref={scroller}
      className="grid"
      role="listbox"
      tabIndex={0}
      aria-multiselectable="true"
      aria-label={TEXTS.faceCount(total)}
      aria-activedescendant={items.length > 0 ? cropElementId(cursor) : undefined}
      aria-busy={isLoading}
      data-stage=""
      onScroll={rows.onScroll}
      onClick={onClick}
    >
      <div role="presentation" className="grid-space" style={{ height: rowCount * rowHeight + GAP }}>
        {visible}
      </div>
      {items.length === 0 && <p className="grid-empty">{isLoading ? TEXTS.loading : TEXTS.noFaces}</p>}
    </div>
  );
}
