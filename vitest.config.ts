import { defineConfig } from 'vitest/config';

/** The fast suite: what is beside the code, and the packages as a consumer gets them. */
export default defineConfig({
  test: {
    pool: 'forks',
    maxWorkers: 2,
    reporters: ['default', ['json', { outputFile: '.cache/test-results/fast.json' }]],
    projects: [
      {
        extends: true,
        test: {
          name: 'packages',
          include: ['packages/*/src/**/*.test.ts', 'tests/*.test.ts'],
          exclude: ['**/node_modules/**', 'tests/consumer-*.test.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'consumer',
          include: ['tests/consumer-*.test.ts'],
          globalSetup: 'tests/consumer/setup.ts',
          testTimeout: 180_000,
          hookTimeout: 180_000,
        },
      },
    ],
  },
});
