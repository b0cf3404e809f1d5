import { rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { TestProject } from 'vitest/node';
import { type Consumer, createConsumer } from './fixture.js';

declare module 'vitest' {
  export interface ProvidedContext {
    consumer: Consumer;
  }
}

/** Packs and installs once for all consumer tests. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const consumer = await createConsumer();
  project.provide('consumer', consumer);
  return () => rm(dirname(consumer.app), { recursive: true, force: true });
}
