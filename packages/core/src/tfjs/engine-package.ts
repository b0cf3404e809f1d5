import { pathToFileURL } from 'node:url';
import { MaskpredError, messageOf } from '../error.js';
import type { EngineName } from './engine.js';

/** An optional package that brings an engine. */
export interface EnginePackage {
  readonly engine: EngineName;
  /** On npm. */
  readonly name: string;
  /** Versions that work, for people. */
  readonly versions: string;
  readonly isAccepted: (version: string) => boolean;
  /** The command that installs it. */
  readonly install: string;
}

/** A package's exports, and the version that is installed. */
export interface ImportedPackage<T> {
  readonly exports: T;
  readonly version: string;
}

/**
 * Imports the package of an engine where it is installed.
 *
 * @param require - resolves from the place where the package is looked for.
 * @throws {MaskpredError} ENGINE_UNAVAILABLE when it is not installed, is of a version that does not work, or does not
 * load.
 */
export async function importEnginePackage<T>(
  { engine, name, versions, isAccepted, install }: EnginePackage,
  require: NodeJS.Require,
): Promise<ImportedPackage<T>> {
  const fail = (reason: string, cause?: unknown) =>
    new MaskpredError(
      'ENGINE_UNAVAILABLE',
      `The engine ${engine} ${reason}. The engine wasm needs nothing.`,
      {
        cause,
      },
    );
  let version: string;
  try {
    ({ version } = require(`${name}/package.json`) as { version: string });
  } catch (error) {
    throw fail(`needs ${name}, which is not installed: ${install}`, error);
  }
  if (!isAccepted(version)) {
    throw fail(`needs ${name} ${versions}, found ${version}: ${install}`);
  }
  try {
    const module = (await import(pathToFileURL(require.resolve(name)).href)) as T & { readonly default?: T };
    return { exports: module.default ?? module, version };
  } catch (error) {
    const [reason] = messageOf(error).split('\n');
    throw fail(
      `does not start: ${name} ${version} is installed and does not load (${reason}). Install it anew: ${install}`,
      error,
    );
  }
}
