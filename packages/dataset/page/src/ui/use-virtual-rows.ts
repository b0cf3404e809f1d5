import { type RefObject, useCallback, useState } from 'react';
import { type RowWindow, rowsInView, scrollToRow } from './virtual-rows.js';
import { useSize } from './use-size.js';

/** A scrolling element that draws only the rows in view. */
export interface VirtualRows extends RowWindow {
  /** For the scrolling element. */
  readonly onScroll: () => void;
  /** Scrolls as little as brings a row into view. */
  readonly reveal: (row: number) => void;
  /** Rows that fit into view, at least 1. */
  readonly page: number;
}

/** Draws a list of `count` rows, each `rowHeight` CSS pixels high, within the element that scrolls. */
export function useVirtualRows(
  scroller: RefObject<HTMLElement | null>,
  count: number,
  rowHeight: number,
): VirtualRows {
  const { height } = useSize(scroller);
  const [scrollTop, setScrollTop] = useState(0);
  const onScroll = useCallback(() => setScrollTop(scroller.current?.scrollTop ?? 0), [scroller]);
  const reveal = useCallback(
    (row: number) => {
      const element = scroller.current;
      if (element) element.scrollTop = scrollToRow(row, element.scrollTop, element.clientHeight, rowHeight);
    },
    [scroller, rowHeight],
  );
  return {
    ...rowsInView(Math.min(scrollTop, Math.max(0, count * rowHeight - height)), height, rowHeight, count),
    onScroll,
    reveal,
    page: Math.max(1, Math.floor(height / rowHeight)),
  };
}
