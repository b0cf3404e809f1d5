// Writes both networks of maskpred as ONNX files of fixed sizes, for tools that do not take open ones. The translation is
// core's own, bundled from its source, since no package exports it.
import { readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { encodeForOpenCv } from './opencv-proto.mjs';

const require = createRequire(import.meta.url);
const packages = fileURLToPath(new URL('../../../packages/', import.meta.url));

const SOURCE = `
  export { readArtifacts } from './core/src/tfjs/model-files.js';
  export { listNodes, resolveOutputs } from './core/src/tfjs/outputs.js';
  export { decodeWeights } from './core/src/tfjs/weights.js';
  export { readSourceGraph } from './core/src/onnx/source-graph.js';
  export { translateGraph } from './core/src/onnx/translate.js';
  export { createPriors } from './detector/src/priors.js';
`;

async function loadInternals(folder) {
  const outfile = join(folder, 'internals.cjs');
  await build({
    stdin: { contents: SOURCE, resolveDir: packages, loader: 'ts' },
    bundle: true,
    platform: 'node',
    format: 'cjs',
    outfile,
    logLevel: 'error',
  });
  return import(pathToFileURL(outfile).href).then((module) => module.default ?? module);
}

/** Longer sides that the detector looks at, the larger first: the default of `@maskpred/detector`. */
const LOOKS = [576, 320];

/**
 * @param folder - where the files go.
 * @param scene - width and height of the pictures that will be looked at.
 * @returns what a program needs to run them: paths, sizes, priors, and the detector's own numbers.
 */
export async function writeOnnxFiles(folder, scene) {
  const core = await loadInternals(folder);
  const read = async (path) => new Uint8Array(await readFile(path));
  const write = async (location, name, outputs, dims) => {
    const artifacts = await core.readArtifacts(location, read);
    const weights = core.decodeWeights(artifacts.weightSpecs, new Uint8Array(artifacts.weightData));
    const source = core.readSourceGraph(core.listNodes(artifacts), weights);
    const graph = core.translateGraph(source, core.resolveOutputs(artifacts, outputs));
    const path = join(folder, name);
    await writeFile(path, encodeForOpenCv({ ...graph, input: { ...graph.input, dims } }));
    return { path, outputs: graph.outputs, artifacts };
  };
  const folderOf = (name) => dirname(require.resolve(`@maskpred/${name}/package.json`));

  const looks = [];
  let settings;
  for (const side of LOOKS) {
    const scale = side / Math.max(scene.width, scene.height);
    const fitted = { width: Math.round(scene.width * scale), height: Math.round(scene.height * scale) };
    const padded = (length) => Math.min(side, Math.ceil(length / 64) * 64);
    const input = { width: padded(fitted.width), height: padded(fitted.height) };
    const dims = [1, input.height, input.width, 3];
    const model = join(folderOf('detector'), 'model/ssd');
    const { path, outputs, artifacts } = await write(model, `ssd-${side}.onnx`, ['boxes', 'logits'], dims);
    settings = artifacts.userDefinedMetadata.maskpred;
    const { centreX, centreY, width, height } = core.createPriors(input);
    const priors = Array.from(centreX, (x, i) => [x, centreY[i], width[i], height[i]]);
    looks.push({ path, outputs, input, fitted, priors });
  }
  const model = join(folderOf('classifier'), 'model');
  const metadata = JSON.parse(await readFile(join(model, 'metadata.json'), 'utf8'));
  const { inputSize, labels, cropMargin, pixelRange } = metadata;
  const dims = [1, inputSize, inputSize, 3];
  const { path, outputs } = await write(model, 'classifier.onnx', undefined, dims);
  return {
    looks,
    maxOverlap: settings.maxOverlap,
    classifier: { path, outputs, inputSize, labels, cropMargin, pixelRange },
  };
}
