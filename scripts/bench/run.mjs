// npm run bench [-- <name…>]: every benchmark of this folder, or the named ones, one after the other, each in a process of
// its own. A benchmark prints what it compared and ends with a status other than 0 when a bar is missed.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('.', import.meta.url));
const all = (await readdir(folder))
  .filter((name) => name.endsWith('.mjs') && name !== 'run.mjs')
  .map((name) => name.slice(0, -'.mjs'.length));
const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !all.includes(name));
if (unknown.length > 0) {
  console.error(`There is no benchmark ${unknown.join(', ')}. There are: ${all.join(', ')}.`);
  process.exit(2);
}

console.log(`${cpus()[0].model.trim()}, ${cpus().length} cores, Node ${process.version}`);
const missed = [];
for (const name of asked.length > 0 ? asked : all.sort()) {
  console.log(`\n== ${name}`);
  const child = spawn(process.execPath, [`${folder}${name}.mjs`], { stdio: 'inherit' });
  const [status] = await once(child, 'close');
  if (status !== 0) missed.push(name);
}
console.log(missed.length > 0 ? `\nMissed a bar: ${missed.join(', ')}` : '\nEvery bar was met.');
process.exitCode = missed.length > 0 ? 1 : 0;
