// Sees to it that the engine `tensorflow` can be tested: links @tensorflow/tfjs-node into node_modules, with one tfjs-core.
//
//   node scripts/engines/provide-tfjs-node.mjs [--seconds 420]
//
// Its install script downloads libtensorflow from outside npm. Where that is blocked, the binding (two files of C++ on
// TensorFlow's C interface) is compiled against the libraries in the Python package tensorflow-cpu, on Linux x64 with g++
// and pip. Says which of the two happened; ends with 1 when neither did. Tests of the engine are skipped then.
import { existsSync } from 'node:fs';
import { mkdir, readdir, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { installIn, linkInto, proves, REPOSITORY, shareFromRepository, startClock } from './steps.mjs';

const TFJS_NODE = '@tensorflow/tfjs-node@4.22.0';
/** What its install script downloads, from a host that firewalls often block: asked first, since npm tries for minutes. */
const BINDING =
  'https://storage.googleapis.com/tf-builds/pre-built-binary/napi-v8/4.22.0/CPU-linux-4.22.0.tar.gz';
/** Its C interface is what tfjs-node 4.22 asks for (2.12 to 2.16 have it), and its library holds all of it. */
const WHEEL = 'tensorflow-cpu==2.15.1';
const WHEEL_FOR = [
  '--python-version=3.11',
  '--platform=manylinux2014_x86_64',
  '--only-binary=:all:',
  '--no-deps',
];
const HEADERS = ['c/', 'core/platform/ctstring'];
const SHARED = ['core', 'converter', 'layers', 'backend-cpu', 'backend-webgl'].map(
  (part) => `@tensorflow/tfjs-${part}`,
);

const { values: args } = parseArgs({ options: { seconds: { type: 'string', default: '420' } } });
const clock = startClock(Number(args.seconds));
const cache = join(REPOSITORY, '.cache/engines');

/** Puts the package of a folder in place; true when it computes then. */
async function use(folder) {
  await shareFromRepository(folder, SHARED);
  await linkInto(folder, '@tensorflow/tfjs-node');
  return proves('./prove-tfjs-node.mjs', clock);
}

/** As its makers meant it, where its binding can be downloaded. */
async function install(folder) {
  const { ok } = await fetch(BINDING, { method: 'HEAD', signal: AbortSignal.timeout(10_000) });
  if (!ok) throw new Error(`${BINDING} is not there`);
  await rm(folder, { recursive: true, force: true });
  await installIn(folder, [TFJS_NODE], clock, { seconds: 150 });
}

/** Without its install script, against the libraries of the Python package. */
async function compile(folder) {
  if (`${process.platform} ${process.arch}` !== 'linux x64')
    throw new Error('only Linux on x64 can compile it');
  await rm(folder, { recursive: true, force: true });
  await installIn(folder, [TFJS_NODE, 'node-api-headers@1.9.0'], clock, { flags: ['--ignore-scripts'] });
  const root = join(folder, 'node_modules/@tensorflow/tfjs-node');
  const lib = join(root, 'deps/lib');
  await mkdir(lib, { recursive: true });
  await mkdir(join(root, 'lib/napi-v8'), { recursive: true });
  await unpackWheel(join(folder, 'wheel'));
  const library = (name) => join(folder, 'wheel/tensorflow', name);
  // The names that the binding is linked with, and those that it and the libraries ask for when they are loaded.
  const links = { tensorflow: 'libtensorflow_cc.so.2', tensorflow_framework: 'libtensorflow_framework.so.2' };
  for (const [name, file] of Object.entries(links)) {
    await symlink(library(file), join(lib, file));
    await symlink(file, join(lib, `lib${name}.so`));
  }
  const sources = (await readdir(join(root, 'binding'))).filter((name) => name.endsWith('.cc'));
  await clock.run('g++', [
    ...['-O2', '-shared', '-fPIC', '-std=c++17', '-DNAPI_VERSION=8', `-I${library('include')}`],
    `-I${join(folder, 'node_modules/node-api-headers/include')}`,
    ...sources.map((name) => join(root, 'binding', name)),
    ...[`-L${lib}`, '-ltensorflow', '-ltensorflow_framework', '-Wl,-rpath,$ORIGIN/../../deps/lib'],
    ...['-o', join(root, 'lib/napi-v8/tfjs_binding.node')],
  ]);
}

async function unpackWheel(folder) {
  await clock.run('python3', ['-m', 'pip', 'download', WHEEL, ...WHEEL_FOR, '--quiet', '--dest', folder]);
  const [wheel] = (await readdir(folder)).filter((name) => name.endsWith('.whl'));
  const unzip = `
import sys, zipfile
wheel = zipfile.ZipFile(sys.argv[1])
starts = ['tensorflow/libtensorflow'] + ['tensorflow/include/%s/%s' % (part, path) for part in ('tensorflow', 'tsl') for path in sys.argv[3:]]
wheel.extractall(sys.argv[2], [name for name in wheel.namelist() if any(name.startswith(start) for start in starts)])
`;
  await clock.run('python3', ['-c', unzip, join(folder, wheel), folder, ...HEADERS, 'platform/ctstring']);
  await rm(join(folder, wheel));
}

const ways = [
  ['installed', join(cache, 'tfjs-node'), install],
  [`compiled against ${WHEEL}`, join(cache, 'tfjs-node-compiled'), compile],
];

async function provide() {
  if (
    existsSync(join(REPOSITORY, 'node_modules/@tensorflow/tfjs-node')) &&
    (await proves('./prove-tfjs-node.mjs', clock))
  ) {
    return 'there already';
  }
  for (const [how, folder] of ways) {
    if (existsSync(join(folder, 'done')) && (await use(folder))) return `${how} earlier`;
  }
  for (const [how, folder, make] of ways) {
    try {
      await make(folder);
      if (await use(folder)) {
        await mkdir(join(folder, 'done'));
        return how;
      }
    } catch (error) {
      console.log(`  not ${how}: ${error.message}`);
    }
  }
  await rm(join(REPOSITORY, 'node_modules/@tensorflow/tfjs-node'), { force: true }); // a link to what does not run
  return undefined;
}

const how = await provide();
console.log(
  how ? `${TFJS_NODE}: ${how}; it computes.` : `${TFJS_NODE}: not to be had here; its tests are skipped.`,
);
process.exitCode = how ? 0 : 1;
