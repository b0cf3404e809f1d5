import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, isAbsolute, join } from 'node:path';
import type { Plugin, Rollup } from 'vite';

/** Files of a package that go with every copy of it. */
const LEGAL = /^(?:licen[cs]e|notice|copying)(?:\.|$)/i;

/** What is left of a worker's or a page's code in a build. */
type Bundle = Rollup.OutputBundle;

/**
 * Writes `NOTICES.md`: the licences and notices of all packages in the build.
 * @returns the plugin of the page's build, and a maker of one for the worker's build, which the page's does not see.
 */
export function notices(): { readonly ofPage: Plugin; readonly ofWorker: () => Plugin } {
  const folders = new Set<string>();
  const collect = (bundle: Bundle) => {
    for (const file of Object.values(bundle)) {
      if (file.type === 'asset') continue;
      for (const id of file.moduleIds.filter((one) => isAbsolute(one))) {
        const folder = packageFolder(dirname(id));
        if (folder) folders.add(folder);
      }
    }
  };
  return {
    ofWorker: () => ({
      name: 'maskpred-notices-of-worker',
      generateBundle: (_, bundle) => collect(bundle),
    }),
    ofPage: {
      name: 'maskpred-notices',
      apply: 'build',
      generateBundle(_, bundle) {
        collect(bundle);
        this.emitFile({ type: 'asset', fileName: 'NOTICES.md', source: formatNotices([...folders]) });
      },
    },
  };
}

function formatNotices(folders: readonly string[]): string {
  const sections = folders.map(describePackage).sort();
  return `# What this app is made of\n\n${sections.join('\n')}`;
}

function describePackage(folder: string): string {
  const { name, version, license } = readManifest(folder);
  const texts = readdirSync(folder)
    .filter((file) => LEGAL.test(file))
    .map((file) => `\`\`\`text\n${readFileSync(join(folder, file), 'utf8').trim()}\n\`\`\`\n`);
  return [`## ${name} ${version} (${license})\n`, ...texts].join('\n');
}

/** The nearest folder above of a package with a name and a version. */
function packageFolder(folder: string): string | undefined {
  const { name, version } = readManifest(folder);
  if (name && version) return folder;
  const parent = dirname(folder);
  return parent === folder ? undefined : packageFolder(parent);
}

function readManifest(folder: string): Record<'name' | 'version' | 'license', string | undefined> {
  const path = join(folder, 'package.json');
  const manifest = existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Record<string, string>) : {};
  return { name: manifest['name'], version: manifest['version'], license: manifest['license'] };
}
