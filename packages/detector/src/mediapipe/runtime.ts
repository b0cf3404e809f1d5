import { MaskpredError, messageOf } from '@maskpred/core';
import type { FaceDetector as Task, FaceDetectorOptions as TaskOptions } from '@mediapipe/tasks-vision';

/** The version that was tested: later ones report usage to Google. */
const TASKS_VERSION = '0.10.35';

/** Emscripten's factory, as `@mediapipe/tasks-vision` looks for it. */
interface TasksScope {
  ModuleFactory?: unknown;
}

/** Where MediaPipe's engine is. */
interface EngineFiles {
  readonly loader: string;
  readonly binary: string;
}

const LOADER_NAME = 'vision_wasm_module_internal.js';
const BINARY_NAME = 'vision_wasm_module_internal.wasm';

/**
 * The engine as an ES module, which `import()` loads in pages and in workers of either kind; the older form needs
 * `importScripts`, which module workers lack.
 */
function locateEngine(wasmUrl: string | URL | undefined): EngineFiles {
  if (wasmUrl === undefined) {
    // One `new URL` a file: bundlers follow these.
    return {
      loader: new URL('@mediapipe/tasks-vision/vision_wasm_module_internal.js', import.meta.url).href,
      binary: new URL('@mediapipe/tasks-vision/vision_wasm_module_internal.wasm', import.meta.url).href,
    };
  }
  const folder = new URL(`${String(wasmUrl).replace(/\/$/, '')}/`, self.location.href);
  return { loader: new URL(LOADER_NAME, folder).href, binary: new URL(BINARY_NAME, folder).href };
}

/** MediaPipe hands its engine over in a global variable, so of two detectors one waits. */
let lastStart: Promise<unknown> = Promise.resolve();

/**
 * A running task of MediaPipe.
 * @throws {MaskpredError} MISSING_DEPENDENCY without `@mediapipe/tasks-vision`, ENGINE_UNAVAILABLE when its engine does
 * not load or has no WebGL, MODEL_LOAD_FAILED when it does not take the model.
 */
export function startTask(options: TaskOptions, wasmUrl?: string | URL): Promise<Task> {
  const start = lastStart.then(() => createTask(options, locateEngine(wasmUrl)));
  lastStart = start.catch(() => undefined);
  return start;
}

async function createTask(options: TaskOptions, files: EngineFiles): Promise<Task> {
  const tasks = await importTasks();
  assertWebGl();
  const scope = globalThis as TasksScope;
  scope.ModuleFactory = await importLoader(files.loader);
  try {
    // Without a path the loader that stands in the global variable is taken.
    return await tasks.FaceDetector.createFromOptions(
      { wasmLoaderPath: '', wasmBinaryPath: files.binary },
      options,
    );
  } catch (error) {
    throw await explain(error, files.binary);
  } finally {
    delete scope.ModuleFactory;
  }
}

async function importTasks() {
  try {
    return await import('@mediapipe/tasks-vision');
  } catch (error) {
    throw new MaskpredError(
      'MISSING_DEPENDENCY',
      `MediaPipe's face detector needs @mediapipe/tasks-vision: ${messageOf(error)}. ` +
        `Install it: npm install @mediapipe/tasks-vision@${TASKS_VERSION}`,
      { cause: error },
    );
  }
}

async function importLoader(url: string): Promise<unknown> {
  try {
    const loader = (await import(/* @vite-ignore */ /* webpackIgnore: true */ url)) as { default: unknown };
    return loader.default;
  } catch (error) {
    throw engineError(`${url}: ${messageOf(error)}`, error);
  }
}

/**
 * MediaPipe reads its pictures through WebGL, and starts without it to fail at the first one.
 * @throws {MaskpredError} ENGINE_UNAVAILABLE when the browser gives none.
 */
function assertWebGl(): void {
  const context = new OffscreenCanvas(1, 1).getContext('webgl2');
  if (!context) {
    throw new MaskpredError(
      'ENGINE_UNAVAILABLE',
      "MediaPipe's face detector needs WebGL 2, which this browser does not give. Use kind 'ssd'.",
    );
  }
  context.getExtension('WEBGL_lose_context')?.loseContext(); // browsers allow few at a time
}

/** Tells what stopped a task apart: an engine that does not load, or the model. */
async function explain(error: unknown, binary: string): Promise<MaskpredError> {
  const response = await fetch(binary).catch((reason: unknown) => reason);
  if (!(response instanceof Response) || !response.ok) {
    return engineError(`${binary}: cannot be fetched`, error);
  }
  return new MaskpredError(
    'MODEL_LOAD_FAILED',
    `MediaPipe does not take the model: ${messageOf(error)} A model needs the metadata of MediaPipe's tasks.`,
    { cause: error },
  );
}

function engineError(reason: string, cause: unknown): MaskpredError {
  return new MaskpredError(
    'ENGINE_UNAVAILABLE',
    `MediaPipe's engine does not load: ${reason}. Serve ${LOADER_NAME} and ${BINARY_NAME} of ` +
      `@mediapipe/tasks-vision@${TASKS_VERSION} from your own server and name their folder as \`wasmUrl\`, or use kind 'ssd'.`,
    { cause },
  );
}
