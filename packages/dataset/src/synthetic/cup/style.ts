/** What is drunk from: a mug with a handle, a paper cup with sleeve or lid, a tumbler of steel or enamel. */
export type CupStyle = 'mug' | 'paper-cup' | 'tumbler';

export const CUP_STYLES: readonly CupStyle[] = Object.freeze(['mug', 'paper-cup', 'tumbler']);
