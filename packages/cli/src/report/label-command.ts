/**
 * The command line that opens a picture for labelling, quoted for a POSIX shell.
 * @example
 * labelCommand('data/my faces', 'mask/a.jpg'); // "maskpred label 'data/my faces' --open mask/a.jpg"
 */
export function labelCommand(folder: string, id: string): string {
  return `maskpred label ${quote(folder)} --open ${quote(id)}`;
}

function quote(argument: string): string {
  if (/^[\w@%+=:,./][\w@%+=:,./-]*$/.test(argument)) return argument;
  return `'${argument.replaceAll("'", `'\\''`)}'`;
}
