import { MaskpredError } from '../../error.js';
import type { EngineName } from '../engine.js';
import { startEngine } from '../engine-node.js';

/** Which optional engines run here, for tests that compare them; and why one does not, for the name of a skipped test. */
export async function findEngine(
  engine: EngineName,
): Promise<{ readonly isHere: boolean; readonly name: string }> {
  try {
    await startEngine({ engine });
    return { isHere: true, name: engine };
  } catch (error) {
    if (!MaskpredError.isInstance(error)) throw error;
    return { isHere: false, name: `${engine} (skipped: ${error.message})` };
  }
}
