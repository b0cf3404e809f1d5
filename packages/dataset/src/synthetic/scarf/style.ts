/** What is pulled up before the mouth: a knitted or a woven scarf in loose turns, a bandana tied behind, a tube of cloth. */
export type ScarfStyle = 'knitted' | 'woven' | 'bandana' | 'gaiter';

export const SCARF_STYLES: readonly ScarfStyle[] = Object.freeze(['knitted', 'woven', 'bandana', 'gaiter']);
