import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { access, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BIN, type CliResult, runCli } from '../__fixtures__/run-cli.js';
import { createWorkplace, SLOW, type Workplace } from '../__fixtures__/workplace.js';

let workplace: Workplace;
let data: string;
beforeAll(async () => {
  workplace = await createWorkplace();
  data = join(workplace.folder, 'data');
  for (const label of ['blue', 'red']) {
    await mkdir(join(data, label), { recursive: true });
    for (let i = 0; i < 6; i++) {
      const background = `hsl(${label === 'red' ? 0 : 230}, 90%, ${30 + 7 * i}%)`;
      const picture = sharp({ create: { width: 30 + i, height: 40, channels: 3, background } });
      await picture.jpeg().toFile(join(data, label, `${i}.jpg`));
    }
  }
  const entries = ['blue', 'red'].flatMap((label) =>
    Array.from({ length: 6 }, (_, i) => {
      const id = `${label}/${i}.jpg`;
      return { id, group: id, label, part: i < 4 ? 'train' : 'val' };
    }),
  );
  await writeFile(join(data, 'split.json'), JSON.stringify(entries));
}, SLOW);
afterAll(() => workplace.remove());

const exists = (path: string) =>
  access(path).then(
    () => true,
    () => false,
  );

const commandFor = (name: string, options: readonly string[]) => [
  ...['train', data, '--out', join(workplace.folder, name), '--variants', '0', '--threads', '1'],
  ...['--cache', join(workplace.folder, 'cache'), ...options],
];

const shardOf = (name: string) => readFile(join(workplace.folder, name, 'group1-shard1of1.bin'));

/** Runs the command and ends it with a signal as soon as its checkpoint holds this text. */
async function endWhen(
  name: string,
  options: readonly string[],
  text: string,
  signal: NodeJS.Signals,
): Promise<CliResult> {
  const child = spawn(process.execPath, [BIN, ...commandFor(name, options)], {
    env: { ...process.env, MASKPRED_ENGINE: '' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (stdout += chunk));
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (stderr += chunk));
  const closed = once(child, 'close') as Promise<[number | null]>;
  while (child.exitCode === null) {
    const state = await readFile(join(workplace.folder, `${name}.checkpoint`), 'latin1').catch(() => '');
    if (state.includes(text)) {
      child.kill(signal);
      break;
    }
    await wait(20);
  }
  const [status] = await closed;
  return { status, stdout, stderr };
}

describe('an interrupted maskpred train', () => {
  it.each([
    ['head', ['--epochs', '500'], '"phase":"head"'],
    ['fine-tuning', ['--epochs', '3', '--fine-tune', '8'], '"phase":"fine-tune"'],
  ])(
    'that was killed while training the %s goes on, and ends with the bits of a run that was not',
    async (phase, options, text) => {
      const whole = await runCli(commandFor(`whole ${phase}`, options));
      expect(whole.status).toBe(0);
      const killed = await endWhen(`killed ${phase}`, options, text, 'SIGKILL');
      expect(killed.status).toBe(null);
      expect(await exists(join(workplace.folder, `killed ${phase}`))).toBe(false);

      const resumed = await runCli(commandFor(`killed ${phase}`, options));
      expect(resumed.status).toBe(0);
      expect(resumed.stderr).toMatch(
        /Going on after epoch \d+ \((head|fine-tune)\) of the run that was interrupted/,
      );
      expect((await shardOf(`killed ${phase}`)).equals(await shardOf(`whole ${phase}`))).toBe(true);
      expect(await exists(join(workplace.folder, `killed ${phase}.checkpoint`))).toBe(false);
    },
    2 * SLOW,
  );

  it(
    'that was stopped with Ctrl-C leaves its best model, says how to go on, and starts anew for other options',
    async () => {
      const options = ['--epochs', '10000'];
      const stopped = await endWhen('stopped', options, '"phase":"head"', 'SIGINT');
      expect(stopped.status).toBe(130);
      expect(stopped.stderr).toMatch(
        /Stopped after epoch \d+ \(head\)\. .* the same command goes on from there/,
      );
      expect(await exists(join(workplace.folder, 'stopped', 'report.html'))).toBe(true);
      const used = await runCli([
        'classify',
        join(data, 'red'),
        '--model',
        join(workplace.folder, 'stopped'),
      ]);
      expect(used.status).toBe(0);

      const other = await runCli(commandFor('stopped', ['--epochs', '2']));
      expect(other.status).toBe(0);
      expect(other.stderr).toContain('is of other pictures or options: starting anew');
    },
    2 * SLOW,
  );
});
