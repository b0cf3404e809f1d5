import type { LayerBox } from './layer-box.js';

/** How many label colours there are (`--label-0` and on); more labels take them again from the first. */
export const LABEL_COLOURS = 6;

/** The looks of boxes on one picture. */
export interface BoxStyles {
  set(boxes: readonly LayerBox[], current: string | undefined): void;
  destroy(): void;
}

/**
 * Gives each box its colour and its dashes by a style sheet made in code: the drawing library makes its elements anew
 * whenever a box changes, and its own way, `style` attributes, is what a strict content security policy forbids.
 */
export function createBoxStyles(): BoxStyles {
  const sheet = new CSSStyleSheet();
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  return {
    set: (boxes, current) =>
      sheet.replaceSync(boxes.map((box) => ruleOf(box, box.id === current)).join('\n')),
    destroy() {
      document.adoptedStyleSheets = document.adoptedStyleSheets.filter((one) => one !== sheet);
    },
  };
}

/** The colour variable of a label by its place in the project's list. */
export function labelColour(slot: number | undefined): string {
  return slot === undefined ? 'var(--label-unknown)' : `var(--label-${slot % LABEL_COLOURS})`;
}

function ruleOf({ id, slot, isProposal }: LayerBox, isCurrent: boolean): string {
  const own = `.a9s-annotation[data-id=${JSON.stringify(id)}]`;
  // The one that is being edited has no id of its own on the page.
  const where = isCurrent ? `:is(${own}, .a9s-annotation.selected)` : own;
  const width = isCurrent ? 3 : 2;
  const dashes = isProposal ? 'stroke-dasharray: 7 5;' : '';
  const fill = isCurrent ? 'fill: rgb(255 255 255 / 10%);' : 'fill: transparent;';
  return `[data-theme] .a9s-annotationlayer ${where} .a9s-inner { stroke: ${labelColour(slot)}; stroke-width: ${width}px; ${dashes} ${fill} }
[data-theme] .a9s-annotationlayer ${where} .a9s-outer { display: block; stroke-width: ${width + 2}px; }`;
}
