import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const require = createRequire(import.meta.url);
/** What `maskpred` stands for in a command line. */
const MASKPRED = join(dirname(require.resolve('@maskpred/cli/package.json')), 'dist/maskpred.js');

/** A step went wrong. */
export class StepError extends Error {}

/**
 * As a reader types it; in words where one of them has spaces.
 * @typedef {string | readonly string[]} Command
 */

/**
 * @typedef {object} RunOptions
 * @property {readonly string[]} [here] words that only the rehearsal adds, such as the address of the stand-in
 */

/**
 * Runs command lines in a folder, prints them with their output, and keeps all of it for `transcript.json`.
 * @param {object} options
 * @param {string} options.folder
 * @param {(text: string) => void} options.print
 */
export function createCommands({ folder, print }) {
  const steps = [];
  const startedAt = Date.now();
  const save = () =>
    writeFile(
      join(folder, TRANSCRIPT),
      `${JSON.stringify({ seconds: secondsSince(startedAt), steps }, null, 2)}\n`,
    );

  const say = (text) => {
    steps.at(-1).output.push(text);
    print(text);
  };

  const begin = (command, { here = [] }) => {
    const words = typeof command === 'string' ? command.split(' ') : command;
    const line = formatLine(words);
    steps.at(-1).commands.push({ line, here: formatLine(here) });
    say(`$ ${line}${here.length > 0 ? `   [here also: ${formatLine(here)}]` : ''}\n`);
    const child = spawn(process.execPath, [MASKPRED, ...words.slice(1), ...here], {
      cwd: folder,
      env: { ...process.env, NO_COLOR: '1' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    return { child, line, ended: once(child, 'close') };
  };

  return {
    /** A part of the way, with what it is for. */
    async step(title, why, work) {
      const began = Date.now();
      steps.push({ title, commands: [], output: [] });
      print(`\n== ${steps.length}. ${title}\n   ${why}\n\n`);
      try {
        await work();
      } catch (error) {
        throw new StepError(`Step ${steps.length}, "${title}": ${error.message}`, { cause: error });
      } finally {
        steps.at(-1).seconds = secondsSince(began);
        await save();
      }
      print(`   (${steps.at(-1).seconds} s)\n`);
    },
    /** A word of the step itself. */
    say,
    /**
     * Runs a command line to its end.
     * @param {Command} command
     * @param {RunOptions} [options]
     */
    async run(command, options = {}) {
      const { child, line, ended } = begin(command, options);
      for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', say);
      const [status, signal] = await ended;
      if (status !== 0) throw new Error(`${line} ended with ${status ?? signal}.`);
    },
    /**
     * Runs a server, hands its address to `use`, and ends it with Ctrl-C.
     * @param {Command} command
     * @param {(url: string) => Promise<void>} use
     * @param {RunOptions} [options]
     */
    async serve(command, use, options = {}) {
      const { child, line, ended } = begin(command, options);
      try {
        await use(await addressOf(child, ended, say));
      } finally {
        child.kill('SIGINT');
        await ended;
      }
      const [status, signal] = await ended;
      if (status !== 0 && signal !== 'SIGINT') {
        throw new Error(`${line} ended with ${status ?? signal} after Ctrl-C.`);
      }
    },
  };
}

/** The file with everything that was run and printed. */
export const TRANSCRIPT = 'transcript.json';

function addressOf(child, ended, say) {
  let text = '';
  const found = new Promise((resolve) => {
    const read = (part) => {
      text += part;
      say(part);
      const [, url] = /(https?:\/\/\S+)\s/.exec(text) ?? [];
      if (url) resolve(url);
    };
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', read);
  });
  const failed = ended.then(([status]) => {
    throw new Error(`it ended with ${status} before it said where it is.`);
  });
  return Promise.race([found, failed]);
}

const secondsSince = (start) => Math.round((Date.now() - start) / 100) / 10;

/** A command line as a shell takes it. */
export function formatLine(words) {
  return words.map((word) => (/^[\w$@%+=:,./-]+$/.test(word) ? word : `"${word}"`)).join(' ');
}
