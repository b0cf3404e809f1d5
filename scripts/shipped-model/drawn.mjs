// What is drawn on a bare face. As many drawn faces are labelled mask as no-mask: else "drawn" would come to mean no-mask.
import { synthesizeFace } from '@maskpred/dataset';

const SURGICAL = ['surgical-blue', 'surgical-white'];
/** A scarf over nose and mouth that looks like a cloth mask teaches nothing. */
const THICK_SCARVES = ['knitted', 'woven'];

/** Margins above that of the classifier are of portraits, which show more than a face. */
const DRAWN = [
  { cases: ['right'], styles: SURGICAL, margin: 0.6 },
  { cases: ['right'], styles: SURGICAL, margin: 0.3 },
  { cases: ['right'], margin: 0.35 },
  { cases: ['right'], margin: 0.15 },
  { cases: ['under-nose'], styles: SURGICAL, margin: 0.6 },
  { cases: ['under-nose'], margin: 0.15 },
  { cases: ['chin'], styles: SURGICAL, margin: 0.6 },
  { cases: ['chin'], margin: 0.15 },
  { cases: ['hand', 'scarf', 'cup'], styles: THICK_SCARVES, margin: 0.15, share: 0.5 },
];

export async function addDrawn(set, name, group, image, box, random) {
  for (const [i, { share = 1, ...options }] of DRAWN.entries()) {
    const seed = random.int(1, 0x7fffffff);
    if (random.next() >= share) continue;
    const drawn = synthesizeFace(image, { box }, { seed, ...options });
    const what = drawn.synthetic.wear ?? drawn.synthetic.kind;
    await set.add(drawn.label, `drawn-${what}-${i}-${name}.png`, group, drawn.image);
  }
}
