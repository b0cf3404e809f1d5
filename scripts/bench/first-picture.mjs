// From nothing to an annotated picture, as a new user goes: in a fresh folder, with an empty npm cache, the packed tarballs are
// installed and `npx maskpred predict` marks one photograph.
//
//   node scripts/bench/first-picture.mjs
import { execFile } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import sharp from 'sharp';
import { createBars, describeMachine } from './shared/report.mjs';
import { PHOTOGRAPHS } from './shared/scenes.mjs';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../..', import.meta.url));
const [photograph] = PHOTOGRAPHS;

/** Packages of this repository as `npm publish` would upload them. */
async function packAll(folder) {
  const workspaces = (await readdir(join(root, 'packages'))).flatMap((name) => ['-w', `packages/${name}`]);
  await run('npm', ['pack', ...workspaces, '--pack-destination', folder], { cwd: root, maxBuffer: 2 ** 26 });
  const names = await readdir(folder);
  return names.filter((name) => name.startsWith('maskpred-')).map((name) => join(folder, name));
}

async function clock(work) {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1000;
}

async function main(folder) {
  console.log(describeMachine());
  const tarballs = await packAll(folder);
  const app = join(folder, 'app');
  await mkdir(app);
  await copyFile(photograph, join(app, basename(photograph)));
  const inApp = (program, ...args) => run(program, args, { cwd: app, maxBuffer: 2 ** 26 });

  const install = await clock(async () => {
    await inApp('npm', 'init', '--yes');
    await inApp('npm', 'install', '--no-audit', '--no-fund', '--cache', join(folder, 'cache'), ...tarballs);
  });
  const predict = await clock(() =>
    inApp('npx', '--no-install', 'maskpred', 'predict', basename(photograph), '--out', 'marked'),
  );
  const [marked] = await readdir(join(app, 'marked'));
  const { width, height } = await sharp(join(app, 'marked', marked)).metadata();
  console.log(
    `installed in ${install.toFixed(1)} s, ${marked} (${width} x ${height}) after ${predict.toFixed(1)} s more`,
  );
  const bars = createBars();
  bars.atMost('from an empty folder to an annotated picture, seconds', install + predict, 90, 1);
  bars.finish({ markdown: false });
}

const folder = await mkdtemp(join(tmpdir(), 'maskpred-first-'));
try {
  await main(folder);
} finally {
  await rm(folder, { recursive: true, force: true });
}
