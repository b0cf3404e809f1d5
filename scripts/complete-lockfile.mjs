// Run after `npm install` has changed package-lock.json: node scripts/complete-lockfile.mjs
//
// Tools such as rollup and turbo bring one binary a platform, as optional dependencies. Where the registry in use lacks the
// binary of some platform, npm leaves it out of the lockfile, and `npm ci` then refuses that lockfile on every platform.
// This puts the missing entries back, without a checksum, so that each platform fetches its own binary and skips the others.
import { readFile, writeFile } from 'node:fs/promises';

const file = new URL('../package-lock.json', import.meta.url);
const lock = JSON.parse(await readFile(file, 'utf8'));

const SYSTEMS = { windows: 'win32' };
const PROCESSORS = { 64: 'x64', armv7: 'arm', eabi: 'arm', gnueabihf: 'arm', musleabihf: 'arm' };
const KNOWN_SYSTEMS = ['aix', 'android', 'darwin', 'freebsd', 'linux', 'openbsd', 'openharmony', 'win32'];
const KNOWN_PROCESSORS = ['arm', 'arm64', 'ia32', 'loong64', 'ppc64', 'riscv64', 's390x', 'x64'];
const LIBRARIES = { gnu: 'glibc', gnueabihf: 'glibc', musl: 'musl', musleabihf: 'musl' };

const added = [];
for (const [path, { optionalDependencies = {}, dev }] of Object.entries(lock.packages)) {
  if (!path.includes('node_modules/')) continue;
  for (const [name, version] of Object.entries(optionalDependencies)) {
    if (isLocked(path, name)) continue;
    if (!/^\d+\.\d+\.\d+/.test(version)) throw new Error(`${name}@${version}: is no exact version.`);
    const entry = { version, ...(dev && { dev }), optional: true, ...platformOf(name) };
    lock.packages[`node_modules/${name}`] = entry;
    added.push(`${name}@${version}`);
  }
}

const byPath = Object.entries(lock.packages).sort(([a], [b]) => a.localeCompare(b, 'en'));
lock.packages = Object.fromEntries(byPath);
if (added.length > 0) await writeFile(file, `${JSON.stringify(lock, null, 2)}\n`);
console.log(added.length > 0 ? `Added ${added.join(', ')}.` : 'Nothing is missing.');

/** True when Node's resolution from a package of that path would find the other one. */
function isLocked(path, name) {
  const parts = path.split('/node_modules/');
  const folders = parts.map((_, i) => parts.slice(0, i + 1).join('/node_modules/'));
  return [...folders, ''].some((folder) => {
    const candidate = folder === '' ? `node_modules/${name}` : `${folder}/node_modules/${name}`;
    return candidate in lock.packages;
  });
}

/** What the name of a binary's package says of its platform, in the words of a lockfile. */
function platformOf(name) {
  const words = name.split('/').pop().split('-');
  const find = (known, other) =>
    words.map((word) => other[word] ?? word).find((word) => known.includes(word));
  const system = find(KNOWN_SYSTEMS, SYSTEMS);
  const processor = find(KNOWN_PROCESSORS, PROCESSORS);
  if (!system || !processor) throw new Error(`${name}: for which platform is it?`);
  const library = words.map((word) => LIBRARIES[word]).find(Boolean);
  return { os: [system], cpu: [processor], ...(system === 'linux' && library && { libc: [library] }) };
}
