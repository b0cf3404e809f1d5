import type { Replay } from '../project/replay.js';
import { pictureId } from '../project/picture.js';

/** A face crop in its folder. */
export interface NamedCrop {
  readonly id: string;
  /** Path below the folder. */
  readonly name: string;
  readonly isMissing: boolean;
}

/**
 * Which picture of the journal each file is, wherever labelling has moved it since; files that the journal does not know
 * get ids of their own, also where one lies in the place that another had before.
 * @param names - paths of the files, below the folder.
 */
export function nameCrops(names: readonly string[], { pictures, moves }: Replay): NamedCrop[] {
  const present = new Set(names);
  const taken = new Map<string, string>(); // id by path
  const missing: NamedCrop[] = [];
  for (const [id, { base }] of pictures) {
    const move = moves.get(id);
    // the target of a move was free when it was written down, so a file in it is the one that was moved
    const name = [move?.to, move?.from, base.name].find(
      (path) => path !== undefined && present.has(path) && !taken.has(path),
    );
    if (name === undefined) missing.push({ id, name: move?.to ?? base.name, isMissing: true });
    else taken.set(name, id);
  }
  const found = names.map((name): NamedCrop => {
    const known = taken.get(name);
    if (known !== undefined) return { id: known, name, isMissing: false };
    const own = pictureId(name);
    return { id: pictures.has(own) ? pictureId(`${name}\nanother`) : own, name, isMissing: false };
  });
  return [...found, ...missing];
}

/** Where a crop goes when it gets a label: its name in the folder of the label, with a number where that is taken. */
export function targetOf(name: string, label: string, isTaken: (path: string) => boolean): string {
  const rest = name.split('/').slice(1).join('/');
  const dot = rest.lastIndexOf('.');
  const [stem, ending] = dot > 0 ? [rest.slice(0, dot), rest.slice(dot)] : [rest, ''];
  for (let number = 1; ; number++) {
    const path = `${label}/${stem}${number === 1 ? '' : `-${number}`}${ending}`;
    if (!isTaken(path)) return path;
  }
}

/** The label of a crop: the folder that it lies in. */
export function folderOf(name: string): string {
  return name.split('/')[0]!;
}
