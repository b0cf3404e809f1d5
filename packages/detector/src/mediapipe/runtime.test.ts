import { describe, expect, it, vi } from 'vitest';
import { startTask } from './runtime.js';

vi.mock('@mediapipe/tasks-vision', () => {
  throw new Error("Cannot find package '@mediapipe/tasks-vision'");
});

describe('startTask', () => {
  it('names the line that installs what is missing, and stays usable', async () => {
    for (let i = 0; i < 2; i++) {
      await expect(startTask({})).rejects.toMatchObject({
        code: 'MISSING_DEPENDENCY',
        message: expect.stringContaining('npm install @mediapipe/tasks-vision@0.10.35'),
      });
    }
  });
});
