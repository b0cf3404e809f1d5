// Makes the PNG icons of the webcam app from its icon.svg. Run it after a change of the drawing.
import { readFile, writeFile } from 'node:fs/promises';
import sharp from 'sharp';

const folder = new URL('../examples/webcam/public/', import.meta.url);
const BACKGROUND = '#0f2f4a'; // of the drawing

const svg = await readFile(new URL('icon.svg', folder));
const render = (side) => sharp(svg, { density: (72 * side) / 512 }).resize(side, side);

for (const side of [192, 512]) await save(`icon-${side}.png`, render(side));
// iOS rounds the corners itself, and shows transparent ones black.
await save('apple-touch-icon.png', render(180).flatten({ background: BACKGROUND }));
// Android cuts a maskable icon to a shape within the middle 80 % (https://www.w3.org/TR/appmanifest/#icon-masks).
const inset = Math.round(512 * 0.1);
const middle = await render(512 - 2 * inset)
  .png()
  .toBuffer();
await save(
  'icon-maskable-512.png',
  sharp(middle)
    .extend({ top: inset, bottom: inset, left: inset, right: inset, background: BACKGROUND })
    .flatten({
      background: BACKGROUND,
    }),
);

async function save(name, picture) {
  await writeFile(new URL(name, folder), await picture.png({ palette: true }).toBuffer());
}
