import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runWell } from './run.js';

export const ROOT = fileURLToPath(new URL('../../', import.meta.url));
export const PICTURES = join(ROOT, 'node_modules/@vladmandic/face-api/demo');

export interface PackedPackage {
  readonly name: string;
  /** Folder in the monorepo. */
  readonly folder: string;
  readonly tarball: string;
  /** Paths inside the tarball with their sizes in bytes. */
  readonly files: readonly { readonly path: string; readonly size: number }[];
}

export interface Consumer {
  /** An application outside the monorepo with the packed packages in its node_modules. */
  readonly app: string;
  readonly packages: readonly PackedPackage[];
}

/**
 * Packs every package and installs the tarballs into a fresh folder, as someone who never saw the monorepo would:
 * without install scripts, so that nothing can be compiled or downloaded behind npm's back. The folder's name has a
 * space and an umlaut, because people's folders do.
 */
export async function createConsumer(): Promise<Consumer> {
  const folder = await mkdtemp(join(tmpdir(), 'maskpred consumer ü '));
  const [app, tarballs] = [join(folder, 'app'), join(folder, 'tarballs')];
  await Promise.all([mkdir(app), mkdir(tarballs)]);
  const packages = await packAll(tarballs);
  const manifest = {
    name: 'consumer',
    private: true,
    type: 'module',
    dependencies: Object.fromEntries(packages.map(({ name, tarball }) => [name, `file:${tarball}`])),
    devDependencies: await exampleDependencies(),
  };
  await writeFile(join(app, 'package.json'), JSON.stringify(manifest, null, 2));
  const flags = ['--ignore-scripts', '--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error'];
  await runWell('npm', ['install', ...flags], { cwd: app });
  return { app, packages };
}

/** What the examples need besides our packages, at the versions that they name. */
async function exampleDependencies(): Promise<Record<string, string>> {
  const names =
    /^(vite|react|react-dom|hono|@vitejs\/plugin-react|@hono\/node-server|@mediapipe\/tasks-vision)$/;
  const found: Record<string, string> = {};
  for (const name of await readdir(join(ROOT, 'examples'))) {
    const path = join(ROOT, 'examples', name, 'package.json');
    if (!existsSync(path)) continue;
    const manifest = await readJson<Record<string, Record<string, string> | undefined>>(path);
    const wanted = { ...manifest['dependencies'], ...manifest['devDependencies'] };
    Object.assign(found, Object.fromEntries(Object.entries(wanted).filter(([one]) => names.test(one))));
  }
  return found;
}

async function packAll(destination: string): Promise<PackedPackage[]> {
  const packed: PackedPackage[] = [];
  for (const name of await readdir(join(ROOT, 'packages'))) {
    const folder = join(ROOT, 'packages', name);
    if (!existsSync(join(folder, 'package.json'))) continue;
    if (!existsSync(join(folder, 'dist')))
      throw new Error(`packages/${name} is not built. Run: npm run build`);
    const stdout = await runWell('npm', ['pack', '--json', '--pack-destination', destination], {
      cwd: folder,
    });
    const [{ name: fullName, filename, files }] = JSON.parse(stdout) as [
      { name: string; filename: string; files: PackedPackage['files'] },
    ];
    packed.push({ name: fullName, folder, tarball: join(destination, filename), files });
  }
  return packed;
}

export async function readJson<T>(path: string): Promise<T> {
  return JSON.parse(await readFile(path, 'utf8')) as T;
}
