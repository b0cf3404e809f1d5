// What the scripts of this folder share: commands under one deadline, and packages that are linked into node_modules.
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { lstat, mkdir, rm, symlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const REPOSITORY = fileURLToPath(new URL('../..', import.meta.url));

/** Runs commands that have to be done by one deadline, together. */
export function startClock(seconds) {
  const deadline = Date.now() + seconds * 1000;
  return {
    /** Stdout; rejects with the last line of stderr. At most `seconds`, and what is left. */
    run(command, args, { cwd, seconds: most = Infinity, env } = {}) {
      const left = Math.min(deadline - Date.now(), most * 1000);
      if (left <= 0) throw new Error(`no time is left for ${command}`);
      return new Promise((resolve, reject) => {
        const options = {
          cwd,
          timeout: left,
          killSignal: 'SIGKILL',
          maxBuffer: 2 ** 26,
          env: { ...process.env, ...env },
        };
        const child = execFile(command, args, options, (error, stdout, stderr) => {
          if (!error) return resolve(stdout);
          const lines = stderr
            .split('\n')
            .filter((line) => line.trim() !== '' && !line.includes('complete log'));
          const reason = error.killed
            ? `not done in ${Math.round(left / 1000)} s`
            : (lines.at(-1) ?? error.message);
          return reject(new Error(`${command}: ${reason}`, { cause: error }));
        });
        child.stdin.end();
      });
    },
  };
}

/** Installs packages in a folder of its own, so that the repository's node_modules and lockfile stay as they are. */
export async function installIn(folder, packages, clock, options = {}) {
  await mkdir(folder, { recursive: true });
  const { flags = [], ...rest } = options;
  await clock.run(
    'npm',
    [
      'install',
      '--prefix',
      folder,
      '--no-save',
      '--no-audit',
      '--no-fund',
      '--loglevel=error',
      ...flags,
      ...packages,
    ],
    rest,
  );
}

/** Links a package of another folder's node_modules into the repository's; a real one that is there stays. */
export async function linkInto(folder, name, nodeModules = join(REPOSITORY, 'node_modules')) {
  const target = join(nodeModules, name);
  const found = await lstat(target).catch(() => undefined);
  if (found && !found.isSymbolicLink()) return;
  if (found) await rm(target);
  await mkdir(dirname(target), { recursive: true });
  await symlink(join(folder, 'node_modules', name), target);
}

/** Replaces packages in a folder's node_modules by links to the repository's own, where it has them. */
export async function shareFromRepository(folder, names) {
  for (const name of names) {
    const own = join(REPOSITORY, 'node_modules', name);
    const copy = join(folder, 'node_modules', name);
    if (!existsSync(own)) continue;
    await rm(copy, { recursive: true, force: true });
    await mkdir(dirname(copy), { recursive: true });
    await symlink(own, copy);
  }
}

/** True when a script of this folder ends with 0. */
export async function proves(script, clock) {
  const path = fileURLToPath(new URL(script, import.meta.url));
  try {
    await clock.run(process.execPath, [path], { cwd: REPOSITORY });
    return true;
  } catch (error) {
    console.log(`  ${error.message}`);
    return false;
  }
}
