import { describe, expect, it } from 'vitest';
import { createProgram } from './program.js';
import type { CommandContext } from './context.js';
import { chooseConcurrency, DEFAULTS } from './picture-concurrency.js';

const machine = { cores: 2, memory: 8e9 };
const scenes = { task: 'predict', engine: 'wasm' } as const;

describe('chooseConcurrency', () => {
  it('starts no threads for no picture, one, or a few', () => {
    for (const pictures of [0, 1, 15]) {
      expect(chooseConcurrency({ ...scenes, pictures }, machine)).toBe(1);
    }
    expect(chooseConcurrency({ ...scenes, pictures: 16 }, machine)).toBe(2);
    expect(chooseConcurrency({ ...scenes, task: 'classify', pictures: 127 }, machine)).toBe(1);
    expect(chooseConcurrency({ ...scenes, task: 'classify', pictures: 128 }, machine)).toBe(2);
  });

  it('takes a thread a core, up to a number and to half of the memory', () => {
    const of = (cores: number, memory: number) =>
      chooseConcurrency({ ...scenes, pictures: 10_000 }, { cores, memory });
    expect(of(1, 8e9)).toBe(1);
    expect(of(3, 8e9)).toBe(3);
    expect(of(64, 500e9)).toBe(DEFAULTS.mostThreads);
    expect(of(4, 1.3e9)).toBe(2);
    expect(of(4, 0.1e9)).toBe(1);
  });

  it('does as the user says, but not for pictures that there are not', () => {
    const asked = { ...scenes, concurrency: 16 };
    expect(chooseConcurrency({ ...asked, pictures: 100 }, { cores: 1, memory: 1 })).toBe(16);
    expect(chooseConcurrency({ ...asked, pictures: 3 }, machine)).toBe(3);
    expect(chooseConcurrency({ ...asked, pictures: 0 }, machine)).toBe(1);
  });

  it('leaves the cores to tensorflow', () => {
    const many = { ...scenes, engine: 'tensorflow', pictures: 10_000 } as const;
    expect(chooseConcurrency(many, machine)).toBe(1);
    expect(chooseConcurrency({ ...many, concurrency: 2 }, machine)).toBe(2);
  });

  it('is what --help says', () => {
    const program = createProgram({} as CommandContext, '0.0.0');
    for (const task of ['predict', 'classify'] as const) {
      const command = program.commands.find((one) => one.name() === task)!;
      const { description } = command.options.find(({ long }) => long === '--concurrency')!;
      expect(description).toContain(
        `at most ${DEFAULTS.mostThreads}, for every ${DEFAULTS.picturesPerThread[task]} pictures`,
      );
      expect(description).toContain(`${DEFAULTS.bytesPerThread / 1e6} MB`);
    }
  });
});
