/** Which rows of a long list are on the page. */
export interface RowWindow {
  /** Index of the first one. */
  readonly first: number;
  /** Index after the last one. */
  readonly end: number;
}

/** Rows above and below the visible ones that are ready before they are scrolled to. */
const OVERSCAN = 6;

/** The rows of equal height to draw: those in view and a few around them. */
export function rowsInView(
  scrollTop: number,
  viewHeight: number,
  rowHeight: number,
  count: number,
): RowWindow {
  const first = Math.floor(scrollTop / rowHeight) - OVERSCAN;
  const end = Math.ceil((scrollTop + viewHeight) / rowHeight) + OVERSCAN;
  return { first: Math.max(0, Math.min(first, count)), end: Math.max(0, Math.min(end, count)) };
}

/** The scroll position, changed as little as brings the row into view. */
export function scrollToRow(row: number, scrollTop: number, viewHeight: number, rowHeight: number): number {
  const top = row * rowHeight;
  if (top < scrollTop) return top;
  return Math.max(scrollTop, top + rowHeight - viewHeight);
}
