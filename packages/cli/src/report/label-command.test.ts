import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { labelCommand } from './label-command.js';

describe('labelCommand', () => {
  it('leaves plain names as they are', () => {
    expect(labelCommand('data/train', 'mask/a-0.jpg')).toBe('maskpred label data/train --open mask/a-0.jpg');
  });

  it('quotes what a shell would read otherwise', () => {
    expect(labelCommand('', "it's $HOME.jpg")).toBe(`maskpred label '' --open 'it'\\''s $HOME.jpg'`);
  });

  it.skipIf(process.platform === 'win32')('comes out of a shell as it went in', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string(), (folder, id) => {
        const [dir, image] = [folder, id].map((text) => text.replaceAll('\0', ''));
        const command = labelCommand(dir!, image!).replace('maskpred', "printf '%s\\0'");
        const words = execFileSync('/bin/sh', ['-c', command], { encoding: 'utf8' }).split('\0');
        expect(words.slice(0, -1)).toEqual(['label', dir, '--open', image]);
      }),
      { numRuns: 25 },
    );
  });
});
