import { spawn } from 'node:child_process';

/** Runs a program to its end. Returns stdout; throws with all that was printed when it fails. */
export function runProgram(command, args, { cwd }) {
  const kept = Object.entries(process.env).filter(([name]) => !/^(npm_|INIT_CWD|NODE_OPTIONS)/i.test(name));
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd,
      env: Object.fromEntries(kept),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const texts = { stdout: '', stderr: '' };
    for (const stream of ['stdout', 'stderr']) {
      child[stream].setEncoding('utf8').on('data', (text) => (texts[stream] += text));
    }
    child.once('error', reject);
    child.once('close', (status) => {
      if (status === 0) resolve(texts.stdout);
      else
        reject(
          new Error(`${command} ${args.join(' ')} ended with ${status}.\n${texts.stdout}\n${texts.stderr}`),
        );
    });
  });
}
