// Face crops as they are, once more cut closer, and with something drawn on the bare ones.
import { basename, extname } from 'node:path';
import { readFile } from 'node:fs/promises';
import { cropImage, cropRegion } from '@maskpred/core';
import { decodeImage } from '@maskpred/core/node';
import { groupDuplicates } from '@maskpred/dataset';
import { readImageFolder } from '@maskpred/dataset/node';
import { addDrawn } from './drawn.mjs';

/** Share of a crop that is cut off on each side for the second copy: crops of detected faces are closer than those people make. */
const CLOSER = 0.08;

const stemOf = (path) => basename(path).replace(/\.\w+$/, '');

export async function addFaces(set, folder, parts, random, detector) {
  const { samples } = await readImageFolder(folder);
  const { groups, unread } = await groupDuplicates(
    samples.map(({ path }) => ({ id: path, read: () => readFile(path) })),
  );
  if (unread.length > 0) throw unread[0].error;
  const bestOf = new Map(groups.flatMap(({ members }) => members.map(({ id }) => [id, members[0].id])));
  console.error(`${samples.length} faces, ${bestOf.size} of them in ${groups.length} groups`);
  let done = 0;
  for (const { path, label } of samples) {
    const group = `face-${stemOf(bestOf.get(path) ?? path)}`;
    await set.add(label, `face-${stemOf(path)}${extname(path)}`, group, path);
    const image = await decodeImage(path);
    if (set.partOf(group) === 'train')
      await set.add(label, `closer-${stemOf(path)}.png`, group, closer(image));
    if (parts.drawn && label === 'no-mask') {
      const [face] = await detector.detect(image, { maxFaces: 1 });
      if (face)
        await addDrawn(set, `face-${stemOf(path)}`, group, image, cropRegion(face.box, 0, image), random);
    }
    if (++done % 500 === 0) console.error(`${done} faces`);
  }
  detector.dispose();
}

function closer(image) {
  const [x, y] = [image.width * CLOSER, image.height * CLOSER];
  return cropImage(image, { x, y, width: image.width - 2 * x, height: image.height - 2 * y });
}
