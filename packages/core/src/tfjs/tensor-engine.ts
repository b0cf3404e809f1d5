import * as tf from '@tensorflow/tfjs-core';
import { MaskpredError, messageOf } from '../error.js';
import { assertEngineName, type Engine, type EngineName } from './engine.js';

/** How one platform brings up one engine: loads its TensorFlow.js backend. Throws a MaskpredError with the reason if it cannot. */
export interface EngineDriver {
  readonly name: EngineName;
  /** TensorFlow.js's own name for it. */
  readonly backend: string;
  /** May return what tidies up after the backend has started. */
  readonly load: () => Promise<void | (() => void)>;
}

/** TensorFlow.js has one backend a process, so starts take turns: of two at once, the earlier would report failure. */
let lastStart: Promise<unknown> = Promise.resolve();

/** Starts one of `drivers` and proves it; see the platforms' `startEngine`. */
export function startEngineOf(
  drivers: readonly EngineDriver[],
  automatic: readonly EngineName[],
  engine: EngineName | 'auto',
): Promise<Engine> {
  const start = lastStart.then(() => startOneOf(drivers, automatic, engine));
  lastStart = start.catch(() => undefined);
  return start;
}

async function startOneOf(
  drivers: readonly EngineDriver[],
  automatic: readonly EngineName[],
  engine: EngineName | 'auto',
): Promise<Engine> {
  if (engine !== 'auto') {
    assertEngineName(
      engine,
      drivers.map(({ name }) => name),
    );
    return prove(drivers.find(({ name }) => name === engine)!);
  }
  const reasons: string[] = [];
  for (const name of automatic) {
    const driver = drivers.find((candidate) => candidate.name === name)!;
    try {
      return await prove(driver);
    } catch (error) {
      reasons.push(`${name}: ${messageOf(error)}`);
    }
  }
  throw new MaskpredError('ENGINE_UNAVAILABLE', `No engine runs here. ${reasons.join(' ')}`);
}

/**
 * Starts the backend and shows that it is the one that computes: TensorFlow.js falls back to its plain `cpu` backend
 * without a word when another fails, forty times slower.
 */
async function prove({ name, backend, load }: EngineDriver): Promise<Engine> {
  const tidyUp = await load();
  let reason: string;
  try {
    if (!(await tf.setBackend(backend))) {
      reason = `its backend "${backend}" failed to load, for the reason that TensorFlow.js printed`;
    } else if (tf.getBackend() !== backend) {
      reason = `TensorFlow.js runs on "${tf.getBackend()}" instead`;
    } else {
      const product = tf.tidy(() => tf.matMul(tf.tensor2d([[2, 3]]), tf.tensor2d([[5], [7]])));
      const [value] = await product.data();
      product.dispose();
      if (value === 31) return { name, version: tf.version_core };
      reason = `2 x 5 + 3 x 7 gave ${value}`;
    }
  } catch (error) {
    reason = messageOf(error);
  } finally {
    tidyUp?.();
  }
  throw new MaskpredError('ENGINE_UNAVAILABLE', `The engine ${name} does not start here: ${reason}.`);
}
