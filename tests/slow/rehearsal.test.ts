import { existsSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findChromium } from '../consumer/chromium.js';
import { readJson, ROOT } from '../consumer/fixture.js';
import { run } from '../consumer/run.js';

/** What a rehearsal writes down. */
interface Transcript {
  readonly seconds: number;
  readonly steps: readonly {
    readonly title: string;
    readonly seconds: number;
    readonly commands: readonly { readonly line: string }[];
    readonly output: readonly string[];
  }[];
}

const chromium = findChromium();
const LABELS = ['mask', 'no-mask'];

/** Those of the documentation are made with MASKPRED_SCREENSHOTS=docs/assets. */
const screenshots = join(ROOT, process.env['MASKPRED_SCREENSHOTS'] ?? '.cache/screenshots');

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'maskpred-rehearsal-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** `npm run rehearsal -- …`, without building again. */
async function rehearse(...args: string[]): Promise<{ status: number; output: string }> {
  const script = join(ROOT, 'examples/crawl-to-model/rehearse.mjs');
  const { status, stdout, stderr } = await run(process.execPath, [script, ...args], { cwd: ROOT });
  return { status, output: stdout + stderr };
}

const readTranscript = (out: string) => readJson<Transcript>(join(out, 'transcript.json'));
const linesOf = ({ steps }: Transcript) => steps.flatMap(({ commands }) => commands.map(({ line }) => line));

describe('the whole way, rehearsed', () => {
  it('goes from phrases to a model in the webcam app, as the tutorial says', async () => {
    const out = join(folder, 'samples');
    const { status, output } = await rehearse('--out', out);
    expect(status, output.slice(-2000)).toBe(0);
    expect(output.trim().split('\n').at(-1)).toBe(`The whole way is done. Everything is in ${out}`);
    const transcript = await readTranscript(out);
    console.log(
      `Rehearsed in ${transcript.seconds} s:`,
      transcript.steps.map(({ title, seconds }) => `${title} ${seconds}`).join(', '),
    );
    const evaluation = await readJson<{ accuracy: { value: number } }>(join(out, 'results/evaluation.json'));
    expect(evaluation.accuracy.value).toBeGreaterThan(0.8);
    expect((await readdir(join(out, 'data/twins'))).length).toBeGreaterThan(0);
    expect(await readdir(join(out, 'marked'))).toEqual(await readdir(join(out, 'new')));
    expect(await readJson(join(out, 'model/metadata.json'))).toMatchObject({ labels: LABELS });
    await expectTutorial(transcript);
    if (chromium) await keepScreenshots(out);
  });

  it('takes a folder of one’s own, and does without a browser', async () => {
    const [own, out] = [join(folder, 'own'), join(folder, 'own-out')];
    await copyPictures(join(folder, 'samples/web'), own);
    const { status, output } = await rehearse('--data', own, '--no-browser', '--out', out);
    expect(status, output.slice(-2000)).toBe(0);
    expect(output).toContain('the page is skipped');
    const lines = linesOf(await readTranscript(out));
    expect(lines).toContainEqual(expect.stringMatching(/^maskpred crawl market --label mask /));
    expect(lines).toContainEqual(expect.stringMatching(/^maskpred crawl no-mask --label no-mask /));
    expect(await readJson(join(out, 'model/metadata.json'))).toMatchObject({ labels: LABELS });
  });

  it('ends with a clear word where a step goes wrong, and empties no folder of others', async () => {
    const [poor, out] = [join(folder, 'poor'), join(folder, 'poor-out')];
    await mkdir(join(poor, 'mask'), { recursive: true });
    const few = await rehearse('--data', poor, '--out', out);
    expect(few).toMatchObject({
      status: 1,
      output: expect.stringContaining('Step 1, "Pictures": ') as string,
    });
    expect(few.output).toContain('expected a folder for each of two labels');
    const other = await rehearse('--out', join(ROOT, 'docs'));
    expect(other).toMatchObject({ status: 1, output: expect.stringContaining('is not empty') as string });
    expect((await rehearse('--labels', 'x')).status).toBe(2);
    expect(existsSync(join(ROOT, 'docs/tutorial.md'))).toBe(true);
  });
});

/** Fails unless the tutorial has these commands, all of them, in this order, and no output that they do not give. */
async function expectTutorial(transcript: Transcript): Promise<void> {
  const text = await readFile(join(ROOT, 'docs/tutorial.md'), 'utf8');
  expect(blocksOf(text, 'sh')).toEqual(linesOf(transcript));
  const printed = new Set(
    transcript.steps.flatMap(({ output }) => output.join('').split('\n').map(withoutNumbers)),
  );
  const foreign = blocksOf(text, 'text').filter((line) => line !== '…' && !printed.has(withoutNumbers(line)));
  expect(foreign).toEqual([]);
}

/** Lines of the code blocks in that language. */
function blocksOf(markdown: string, language: string): string[] {
  return [...markdown.matchAll(/^```(\w+)\n(.*?)^```$/gms)]
    .filter(([, name]) => name === language)
    .flatMap(([, , body]) => body!.split('\n').filter((line) => line !== ''));
}

/** A line that is the same for other pictures, times and engines. */
function withoutNumbers(line: string): string {
  return line
    .replace(/[0-9a-f]{64}/g, '<sha256>')
    .replace(/token=[0-9a-f]+/, 'token=<token>')
    .replace(/\d+(?:[.,]\d+)*/g, '#')
    .replace(/─+/g, '─')
    .replace(/ +/g, ' ')
    .trim();
}

/** A few of the small set, as a person may have them: one label with a folder for its phrase, one without. */
async function copyPictures(from: string, to: string): Promise<void> {
  const folders = { masked: join(to, 'mask/market'), bare: join(to, 'no-mask') };
  for (const [kind, target] of Object.entries(folders)) {
    await mkdir(target, { recursive: true });
    for (const photo of ['sample4', 'sample5']) {
      const names = (await readdir(from)).filter(
        (name) => name.startsWith(photo) && name.endsWith(`${kind}.jpg`),
      );
      for (const name of names) await copyFile(join(from, name), join(target, name));
    }
  }
}

async function keepScreenshots(out: string): Promise<void> {
  await mkdir(screenshots, { recursive: true });
  for (const name of ['label', 'app']) {
    const picture = sharp(join(out, `${name}.png`)).resize({ width: 840 });
    await picture
      .png({ palette: true, quality: 80, effort: 10 })
      .toFile(join(screenshots, `tutorial-${name}.png`));
  }
  await sharp(join(out, 'marked/two-with-masks.jpg'))
    .resize({ width: 640 })
    .jpeg({ quality: 80 })
    .toFile(join(screenshots, 'tutorial-marked.jpg'));
}
