import { createHash } from 'node:crypto';
import type { Plugin } from 'vite';

/** Models and engines: what the worker loads beside its own code. */
const LOADED = /\.(?:bin|json|tflite|wasm)$/;

/** Writes `file-hashes.json`: the SHA-256 of each model and engine, by path, which the worker compares. */
export function fileHashes(): Plugin {
  return {
    name: 'maskpred-file-hashes',
    apply: 'build',
    generateBundle: {
      order: 'post',
      handler(_, bundle) {
        const hashes = Object.values(bundle).flatMap((file) =>
          file.type === 'asset' && file.fileName.startsWith('assets/') && LOADED.test(file.fileName)
            ? [[file.fileName, createHash('sha256').update(file.source).digest('hex')]]
            : [],
        );
        if (hashes.length === 0) this.error('The build has no models.');
        this.emitFile({
          type: 'asset',
          fileName: 'file-hashes.json',
          source: JSON.stringify(Object.fromEntries(hashes)),
        });
      },
    },
  };
}
