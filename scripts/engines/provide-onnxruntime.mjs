// Sees to it that the engine `onnx` can be tested: links onnxruntime-node into node_modules, without its install script,
// which downloads CUDA from outside npm. Says whether it happened; ends with 1 when not. Tests of the engine are skipped
// then.
//
//   node scripts/engines/provide-onnxruntime.mjs [--seconds 180]
import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { installIn, linkInto, proves, REPOSITORY, startClock } from './steps.mjs';

const PACKAGE = 'onnxruntime-node@1.30.0';
const { values: args } = parseArgs({ options: { seconds: { type: 'string', default: '180' } } });
const clock = startClock(Number(args.seconds));
const folder = join(REPOSITORY, '.cache/engines/onnxruntime');
const isThere = () => existsSync(join(REPOSITORY, 'node_modules/onnxruntime-node'));

async function provide() {
  if (isThere() && (await proves('./prove-onnxruntime.mjs', clock))) return true;
  try {
    await installIn(folder, [PACKAGE], clock, { flags: ['--ignore-scripts'] });
    await linkInto(folder, 'onnxruntime-node');
    if (await proves('./prove-onnxruntime.mjs', clock)) return true;
  } catch (error) {
    console.log(`  ${error.message}`);
  }
  await rm(join(REPOSITORY, 'node_modules/onnxruntime-node'), { force: true }); // a link to what does not run
  return false;
}

const isProvided = await provide();
console.log(isProvided ? `${PACKAGE}: it loads.` : `${PACKAGE}: not to be had here; its tests are skipped.`);
process.exitCode = isProvided ? 0 : 1;
