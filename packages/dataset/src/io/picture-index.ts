import { baseName, stemOf } from '../file-name.js';
import { withoutSpaces } from '../formats/settle-picture.js';

/** A picture that was found for a name. */
export interface FoundPicture {
  readonly path: string;
  /** Whether its name is the one that was asked for; else it only resembles it. */
  readonly isNamed: boolean;
  /** The other pictures that answer as well. */
  readonly rivals: readonly string[];
}

/** The pictures of a data set by name. Nothing outside the list is ever found, whatever path is asked for. */
export interface PictureIndex {
  readonly paths: readonly string[];
  /**
   * The picture of a file name, which may be a path: by exact name (of several the one whose folders agree), then by the
   * name of the annotation file, then by what other programs make of names (`%20` or `_` for spaces, another ending).
   */
  find(fileName: string, annotationStem?: string): FoundPicture | undefined;
}

/** @param paths - sorted, so that of equal names always the same one comes first. */
export function indexPictures(paths: readonly string[]): PictureIndex {
  const byName = groupBy(paths, baseName);
  const byStem = groupBy(paths, stemOf);
  const byPlainStem = groupBy(paths, (path) => plain(stemOf(path)));
  return {
    paths,
    find(fileName, annotationStem) {
      const name = baseName(fileName);
      const exact = byName.get(name);
      if (exact) {
        const parts = fileName.split(/[\\/]/).filter((part) => part !== '.' && part !== '..' && part !== '');
        const agreeing = exact.filter(
          (path) => path.split(/[\\/]/).slice(-parts.length).join() === parts.join(),
        );
        const [path, ...rivals] = agreeing.length > 0 ? agreeing : exact;
        return { path: path!, isNamed: true, rivals };
      }
      const similar =
        (annotationStem === undefined ? undefined : byStem.get(annotationStem)) ??
        byStem.get(stemOf(name)) ??
        byPlainStem.get(plain(stemOf(name)));
      return similar && { path: similar[0]!, isNamed: false, rivals: similar.slice(1) };
    },
  };
}

function plain(stem: string): string {
  let decoded = stem;
  try {
    decoded = decodeURIComponent(stem);
  } catch {
    // a % that is none of a URL
  }
  return withoutSpaces(decoded);
}

function groupBy(paths: readonly string[], keyOf: (path: string) => string): Map<string, string[]> {
  const groups = new Map<string, string[]>();
  for (const path of paths) {
    const key = keyOf(path);
    const group = groups.get(key);
    if (group) group.push(path);
    else groups.set(key, [path]);
  }
  return groups;
}
