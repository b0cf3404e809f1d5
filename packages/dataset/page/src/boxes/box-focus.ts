/** Whether the keyboard is at the picture or its boxes, and not busy elsewhere on the page. */
export function isAtBoxes(element: Element | null): boolean {
  return element === document.body || (element?.closest('[data-stage], .box-list') ?? null) !== null;
}
