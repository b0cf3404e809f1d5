import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { jsonLines, runCli } from '../__fixtures__/run-cli.js';
import { createWorkplace, SLOW, type Workplace } from '../__fixtures__/workplace.js';

let workplace: Workplace;
beforeAll(async () => {
  workplace = await createWorkplace();
}, SLOW);
afterAll(() => workplace.remove());

/** A drawn head, with what the label says. The number moves it and gives it other colours. */
function drawHead(label: string, i: number): string {
  const hue = (i * 47) % 360;
  const skin = `hsl(${20 + (i % 5) * 3}, 45%, ${45 + (i % 4) * 9}%)`;
  const [x, y] = [56 + (i % 3) * 4, 62 + (i % 4) * 3];
  const clothOf = (top: number, height: number) =>
    `<rect x="${x - 30}" y="${y + top}" width="60" height="${height}" rx="8" fill="hsl(${hue}, 40%, 85%)"/>`;
  const extras: Record<string, string> = {
    helmet: `<path d="M${x - 40} ${y - 10} A40 40 0 0 1 ${x + 40} ${y - 10} Z" fill="hsl(${hue}, 90%, 50%)"/>`,
    mask: clothOf(0, 34),
    'incorrect-mask': clothOf(20, 24),
  };
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="120" height="120"><rect width="120" height="120" fill="hsl(${hue + 90}, 25%, 60%)"/>` +
    `<ellipse cx="${x}" cy="${y}" rx="34" ry="42" fill="${skin}"/>` +
    `<circle cx="${x - 13}" cy="${y - 10}" r="4"/><circle cx="${x + 13}" cy="${y - 10}" r="4"/>` +
    `<path d="M${x} ${y - 4} l5 16 h-9" fill="none" stroke="#633" stroke-width="2"/>` +
    `<path d="M${x - 12} ${y + 24} q12 8 24 0" fill="none" stroke="#811" stroke-width="3"/>` +
    `${extras[label] ?? ''}</svg>`
  );
}

async function drawSet(folder: string, labels: readonly string[], from: number, to: number): Promise<void> {
  for (const label of labels) {
    await mkdir(join(folder, label), { recursive: true });
    for (let i = from; i < to; i++) {
      await sharp(Buffer.from(drawHead(label, i)))
        .jpeg()
        .toFile(join(folder, label, `${i}.jpg`));
    }
  }
}

describe('other labels', () => {
  it.each([
    ['helmet / no-helmet', ['helmet', 'no-helmet']],
    ['three classes of wearing a mask', ['incorrect-mask', 'mask', 'no-mask']],
  ])(
    'train and run without a change of code: %s',
    async (name, labels) => {
      const folder = await workplace.subfolder(name.replaceAll(/\W/g, '-'));
      await drawSet(join(folder, 'train'), labels, 0, 14);
      await drawSet(join(folder, 'new'), labels, 20, 26);
      const out = join(folder, 'model');
      const options = ['--epochs', '60', '--variants', '0', '--val', '0', '--cache', join(folder, 'cache')];
      const trained = await runCli(['train', join(folder, 'train'), '--out', out, '--json', ...options]);
      expect(trained.status).toBe(0);
      expect(jsonLines(trained.stdout)[0]).toMatchObject({ labels });

      const used = await runCli(['classify', join(folder, 'new'), '--model', out, '--json']);
      const answers = jsonLines(used.stdout);
      expect(answers).toHaveLength(6 * labels.length);
      const right = answers.filter(({ image, label }) => (image as string).includes(`/${label as string}/`));
      expect(right.length / answers.length).toBeGreaterThan(0.8);
    },
    SLOW,
  );
});
