/** The last part of a path of any platform: annotation files carry paths of the machine they were made on. */
export function baseName(path: string): string {
  return path.split(/[\\/]/).at(-1)!;
}

/** The file's name without folder and extension. */
export function stemOf(path: string): string {
  return baseName(path).replace(/(?<=.)\.[^.]*$/, '');
}

/** Whether a name can be that of a file in a folder and leads nowhere else: no separators, no control characters, no `..`. */
export function isSafeName(name: string): boolean {
  // eslint-disable-next-line no-control-regex -- control characters are what is looked for
  return name.trim() !== '' && !/^\.{1,2}$/.test(name) && !/[\u0000-\u001f\u007f/\\]/.test(name);
}
