// The public API of each entry of each package, as its declarations stand in dist, in api/<package>[.<entry>].api.md.
// After a build: node scripts/release/api-reports.mjs           says which reports are out of date, and ends with 1
//                node scripts/release/api-reports.mjs --write   writes them
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { describeEntry, openEntries } from './describe-api.mjs';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const FOLDER = join(ROOT, 'api');
const NOTE = 'Made by `node scripts/release/api-reports.mjs --write`. A change here is a change for users.';

const reports = await makeReports();
const stale = await findStale(reports);
if (process.argv.includes('--write')) {
  await mkdir(FOLDER, { recursive: true });
  for (const name of stale) {
    if (reports.has(name)) await writeFile(join(FOLDER, name), reports.get(name));
    else await rm(join(FOLDER, name));
  }
  console.log(stale.length > 0 ? `Wrote ${stale.join(', ')}.` : 'Every report was up to date.');
} else if (stale.length > 0) {
  console.error(
    `Out of date: ${stale.join(', ')}. If the API was meant to change: node scripts/release/api-reports.mjs --write, and a changeset.`,
  );
  process.exitCode = 1;
}

/** Texts of all reports by file name, as dist has them now. */
async function makeReports() {
  const entries = await findEntries();
  const program = openEntries(entries.map(({ types }) => types));
  const style = { ...(await resolveConfig(join(FOLDER, 'a.md'))), parser: 'markdown' };
  const reports = new Map();
  for (const { specifier, report, types } of entries) {
    const text = `# ${specifier}\n\n${NOTE}\n\n\`\`\`ts\n${describeEntry(program, types)}\`\`\`\n`;
    reports.set(report, await format(text, style));
  }
  return reports;
}

/** Names of reports that are missing, out of date, or of an entry that is gone. */
async function findStale(reports) {
  const there = new Map();
  for (const name of await readdir(FOLDER).catch(() => [])) {
    there.set(name, await readFile(join(FOLDER, name), 'utf8'));
  }
  const stale = [...reports].filter(([name, text]) => there.get(name) !== text).map(([name]) => name);
  return [...stale, ...[...there.keys()].filter((name) => !reports.has(name))];
}

async function findEntries() {
  const entries = [];
  for (const folder of (await readdir(join(ROOT, 'packages'))).sort()) {
    const path = join(ROOT, 'packages', folder, 'package.json');
    if (!existsSync(path)) continue;
    const manifest = JSON.parse(await readFile(path, 'utf8'));
    for (const [subpath, target] of Object.entries(manifest.exports)) {
      if (typeof target !== 'object' || target.types === undefined) continue;
      const entry = subpath.slice(2);
      entries.push({
        specifier: manifest.name + subpath.slice(1),
        report: `${folder}${entry && `.${entry}`}.api.md`,
        types: join(ROOT, 'packages', folder, target.types),
      });
    }
  }
  return entries;
}
