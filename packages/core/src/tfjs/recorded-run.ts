import {
  backend as currentBackend,
  type DataId,
  engine as tensorEngine,
  getBackend,
  getKernel,
  type KernelBackend,
  type KernelFunc,
  type NamedAttrMap,
  type NamedTensorMap,
  type Tensor,
  type TensorInfo,
  tensor,
} from '@tensorflow/tfjs-core';
import type { GraphModel } from '@tensorflow/tfjs-converter';
import type { TensorData } from './network.js';

/** What an input of a kernel is: the value with this number, or a weight. */
type Source = number | TensorInfo;

/** One kernel of a run. Values are numbered in the order in which they come about; 0 is the network's input. */
interface Step {
  readonly kernel: KernelFunc;
  readonly attrs: NamedAttrMap;
  /** Under their names; a list for kernels that take one. */
  readonly inputs: readonly (readonly [name: string, source: Source])[];
  readonly isList: boolean;
  /** Number of its first value. */
  readonly first: number;
  /** Values that nothing needs after it. */
  readonly spent: readonly number[];
}

/** The kernels that a network ran for an input of one shape, to be run again for another input of that shape. */
export interface RecordedRun {
  /**
   * Runs the kernels.
   * @returns one answer for each output; what was allocated for them is free again, also after an error.
   */
  replay(input: TensorData): TensorData[];
}

/**
 * Runs a graph model once, and writes down which kernels it runs on what. Running them again costs none of the executor's
 * and the engine's bookkeeping, which for small networks of many layers is a tenth of the time on WebAssembly. Only for
 * a backend that computes at once, as `wasm` does.
 *
 * @returns the answers, and no recording when the run depends on more than the input's shape and the weights.
 */
export function recordRun(
  model: GraphModel,
  input: TensorData,
  outputs: readonly string[],
): { readonly answers: TensorData[]; readonly recording?: RecordedRun } {
  const engine = tensorEngine();
  engine.startScope(); // frees every tensor of the run
  try {
    const start = tensor(input.values, [...input.shape]);
    const recorder = watchKernels(start, weightsOf(model));
    let results: Tensor[];
    try {
      results = [model.execute(start, [...outputs])].flat();
    } finally {
      recorder.stop();
    }
    const answers = results.map((result) => ({ shape: result.shape, values: result.dataSync<'float32'>() }));
    const recording = recorder.finish(results);
    return recording ? { answers, recording } : { answers };
  } finally {
    engine.endScope();
  }
}

function weightsOf({ weights }: GraphModel): ReadonlySet<DataId> {
  return new Set(
    Object.values(weights)
      .flat()
      .map(({ dataId }) => dataId),
  );
}

type Recorded = Omit<Step, 'spent'>;

/** Looks on while the engine runs kernels: `stop` has to be called before anything else runs. */
function watchKernels(start: Tensor, weights: ReadonlySet<DataId>) {
  const engine = tensorEngine();
  const numbers = new Map<TensorInfo, number>([[start, 0]]);
  const steps: Recorded[] = [];
  let isRepeatable = true;

  const sourceOf = (info: TensorInfo): Source => {
    const source = numbers.get(info) ?? (weights.has(info.dataId) ? info : undefined);
    isRepeatable &&= source !== undefined;
    return source ?? info;
  };

  const { runKernel, readSync } = engine;
  engine.runKernel = (name, inputs, attrs = {}) => {
    const given = Object.entries(inputs as Partial<NamedTensorMap>).filter(
      ([, one]) => one !== undefined && one !== null,
    );
    const sources = given.map(([key, one]) => [key, sourceOf(one!)] as const);
    const result = runKernel.call(engine, name, inputs, attrs);
    const first = numbers.size;
    for (const one of [result].flat()) numbers.set(one, numbers.size);
    const kernel = getKernel(name, getBackend()).kernelFunc;
    steps.push({ kernel, attrs, inputs: sources, isList: Array.isArray(inputs), first });
    return result as never;
  };
  engine.readSync = (dataId) => {
    isRepeatable &&= weights.has(dataId); // what the model does next may hang on a value
    return readSync.call(engine, dataId);
  };

  return {
    stop(): void {
      engine.runKernel = runKernel;
      engine.readSync = readSync;
    },
    finish(results: readonly Tensor[]): RecordedRun | undefined {
      const answers = results.map((result) => numbers.get(result));
      if (!isRepeatable || !answers.every((number) => number !== undefined)) return undefined;
      return createRun(withSpent(steps, numbers.size, answers), answers);
    },
  };
}

/** Each value is spent at the last step that takes it, or that makes it. */
function withSpent(steps: readonly Recorded[], count: number, answers: readonly number[]): Step[] {
  const lastStep = new Array<number>(count).fill(0);
  steps.forEach(({ inputs, first }, i) => {
    const end = steps[i + 1]?.first ?? count;
    for (let number = first; number < end; number++) lastStep[number] = i;
    for (const [, source] of inputs) if (typeof source === 'number') lastStep[source] = i;
  });
  const spent = steps.map((): number[] => []);
  lastStep.forEach((i, number) => {
    if (!answers.includes(number)) spent[i]!.push(number);
  });
  return steps.map((step, i) => ({ ...step, spent: spent[i]! }));
}

function createRun(steps: readonly Step[], answers: readonly number[]): RecordedRun {
  return {
    replay({ shape, values }) {
      const backend = currentBackend();
      const live: (TensorInfo | undefined)[] = [];
      const free = (number: number) => {
        const info = live[number];
        live[number] = undefined;
        if (info) backend.disposeData(info.dataId);
      };
      try {
        live[0] = {
          dataId: backend.write(values, [...shape], 'float32'),
          shape: [...shape],
          dtype: 'float32',
        };
        for (const step of steps) {
          const made = runStep(step, live, backend);
          made.forEach((info, i) => (live[step.first + i] = info));
          step.spent.forEach(free);
        }
        return answers.map((number) => {
          const info = live[number]!;
          return { shape: info.shape, values: backend.readSync(info.dataId) as Float32Array };
        });
      } finally {
        for (let number = 0; number < live.length; number++) free(number);
      }
    },
  };
}

function runStep(
  { kernel, attrs, inputs, isList }: Step,
  live: readonly (TensorInfo | undefined)[],
  backend: KernelBackend,
): TensorInfo[] {
  const given: Record<string, TensorInfo> = isList ? ([] as never) : {};
  for (const [name, source] of inputs) given[name] = typeof source === 'number' ? live[source]! : source;
  return [kernel({ inputs: given, attrs, backend })].flat();
}
