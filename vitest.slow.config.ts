import { defineConfig } from 'vitest/config';

/**
 * The slow suite: long runs over real pictures. Its tests read `MASKPRED_TEST_RUNS`: `short` counts by default,
 * `long` ones with `--mode full`.
 */
export default defineConfig(({ mode }) => ({
  test: {
    name: 'slow',
    pool: 'forks',
    // One file at a time: these measure memory and speed.
    maxWorkers: 1,
    include: ['tests/slow/**/*.test.ts'],
    passWithNoTests: true,
    env: { MASKPRED_TEST_RUNS: mode === 'full' ? 'long' : 'short' },
    reporters: ['default', ['json', { outputFile: '.cache/test-results/slow.json' }]],
    testTimeout: 30 * 60_000,
    hookTimeout: 10 * 60_000,
  },
}));
