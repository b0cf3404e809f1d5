/** The last part of a path of any platform: annotation files carry paths of the machine they were made on. */
export function baseName(path: string): string {
  return path.split(/[\\/]/).at(-1)!;
}

/** The file's name without folder and extension. */
export function stemOf(path: string): string {
  return baseName(path).replace(/(?<=.)\.[^.]*$/, '');
}
