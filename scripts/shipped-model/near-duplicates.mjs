import sharp from 'sharp';

/** 64-bit difference hash: 9 x 8 greys, each bit says whether a pixel is brighter than its right neighbour. */
async function differenceHash(path) {
  const grey = await sharp(path).resize(9, 8, { fit: 'fill' }).greyscale().raw().toBuffer();
  let hash = 0n;
  for (let y = 0; y < 8; y++) {
    for (let x = 0; x < 8; x++) hash = (hash << 1n) | BigInt(grey[y * 9 + x] > grey[y * 9 + x + 1] ? 1 : 0);
  }
  return hash;
}

function distance(a, b) {
  let bits = a ^ b;
  let count = 0;
  for (; bits; bits &= bits - 1n) count++;
  return count;
}

/** For each picture the name of its group: pictures within `maxDistance` bits of each other, directly or in a chain. */
export async function groupNearDuplicates(pictures, maxDistance = 4) {
  const hashes = await Promise.all(pictures.map(({ path }) => differenceHash(path)));
  const parent = pictures.map((_, i) => i);
  const root = (i) => (parent[i] === i ? i : (parent[i] = root(parent[i])));
  for (let i = 0; i < pictures.length; i++) {
    for (let j = 0; j < i; j++) {
      if (distance(hashes[i], hashes[j]) <= maxDistance) parent[root(i)] = root(j);
    }
  }
  return pictures.map((_, i) => pictures[root(i)].id);
}
