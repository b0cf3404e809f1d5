// npm run release:rehearse [-- --out <folder>]: the way of a release, on a copy and without publishing anything.
// From the changesets that wait: new versions and changelogs, tarballs, a fresh installation of them without install scripts,
// an SBOM (CycloneDX) and the list of licences of all that this installs, and npm's own rehearsal of publishing.
// The packages are taken as they are built: run `npm run build` first, as the script in package.json does.
import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { formatLicences, problemsOf } from './licences.mjs';
import { runProgram } from './run-program.mjs';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const { values } = parseArgs({ options: { out: { type: 'string', default: join(ROOT, 'out/release') } } });
const out = resolve(values.out);
const work = await mkdtemp(join(tmpdir(), 'maskpred-release-'));
try {
  await rehearse();
} finally {
  await rm(work, { recursive: true, force: true });
}

async function rehearse() {
  const copy = join(work, 'repository');
  await copyRepository(copy);
  await runProgram('node', ['node_modules/@changesets/cli/bin.js', 'version'], { cwd: copy });
  const packages = await readPackages(copy);
  assertVersions(packages);

  await rm(out, { recursive: true, force: true });
  await mkdir(out, { recursive: true });
  for (const one of packages) one.tarball = await pack(one.folder);
  for (const { manifest, tarball } of packages)
    console.log(`${manifest.name} ${manifest.version}  ${tarball}`);

  const sbom = await describeInstallation(packages);
  await writeFile(join(out, 'sbom.cdx.json'), `${JSON.stringify(sbom, null, 2)}\n`);
  await writeFile(join(out, 'LICENCES.md'), formatLicences(sbom.components));
  const problems = problemsOf(sbom.components);
  console.log(`${sbom.components.length} packages are installed; ${out}/sbom.cdx.json, LICENCES.md`);

  for (const { tarball } of packages) {
    await runProgram(
      'npm',
      ['publish', '--dry-run', '--access', 'public', '--tag', 'latest', join(out, tarball)],
      { cwd: work },
    );
  }
  console.log('npm would publish each of them.');
  if (problems.length > 0) throw new Error(`Licences to look at:\n${problems.join('\n')}`);
}

/** The files that git knows or would take, and what was built, beside the same node_modules. */
async function copyRepository(copy) {
  const listed = await runProgram('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: ROOT,
  });
  const built = (await readdir(join(ROOT, 'packages'))).flatMap((name) =>
    ['dist', 'model'].map((folder) => `packages/${name}/${folder}`),
  );
  for (const path of [...listed.split('\0').filter(Boolean), ...built]) {
    if (!existsSync(join(ROOT, path))) continue;
    await mkdir(dirname(join(copy, path)), { recursive: true });
    await cp(join(ROOT, path), join(copy, path), { recursive: true });
  }
  await symlink(join(ROOT, 'node_modules'), join(copy, 'node_modules'), 'junction');
  await runProgram('git', ['init', '--quiet'], { cwd: copy });
}

async function readPackages(copy) {
  const found = [];
  for (const name of await readdir(join(copy, 'packages'))) {
    const folder = join(copy, 'packages', name);
    if (!existsSync(join(folder, 'package.json'))) continue;
    if (!existsSync(join(folder, 'dist')))
      throw new Error(`packages/${name} is not built. Run: npm run build`);
    found.push({ folder, manifest: JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) });
  }
  return found;
}

/** Every package has a version, a changelog, and ranges that take the versions of the others. */
function assertVersions(packages) {
  const versions = new Map(packages.map(({ manifest }) => [manifest.name, manifest.version]));
  for (const { folder, manifest } of packages) {
    if (!existsSync(join(folder, 'CHANGELOG.md'))) throw new Error(`${manifest.name} has no changelog.`);
    for (const [name, range] of Object.entries(manifest.dependencies ?? {})) {
      const version = versions.get(name);
      if (version !== undefined && range !== `^${version}`) {
        throw new Error(`${manifest.name} asks for ${name} ${range}, which is going to be ${version}.`);
      }
    }
  }
}

async function pack(folder) {
  const answer = await runProgram('npm', ['pack', '--json', '--pack-destination', out], { cwd: folder });
  const [{ filename }] = JSON.parse(answer);
  return filename;
}

/** The SBOM of a folder into which nothing but the tarballs was installed. */
async function describeInstallation(packages) {
  const app = join(work, 'app');
  await mkdir(app);
  const dependencies = Object.fromEntries(
    packages.map(({ manifest, tarball }) => [manifest.name, `file:${join(out, tarball)}`]),
  );
  const manifest = {
    name: 'maskpred-release',
    version: '0.0.0',
    private: true,
    license: 'MIT',
    dependencies,
  };
  await writeFile(join(app, 'package.json'), JSON.stringify(manifest, null, 2));
  const flags = ['--ignore-scripts', '--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error'];
  await runProgram('npm', ['install', ...flags], { cwd: app });
  const sbom = await runProgram('npm', ['sbom', '--sbom-format', 'cyclonedx', '--sbom-type', 'library'], {
    cwd: app,
  });
  return JSON.parse(sbom);
}
