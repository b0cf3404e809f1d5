import { execFile, spawnSync } from 'node:child_process';
import { chmod, writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { describe } from 'vitest';

/** Whether this machine has what reads videos. */
export const HAS_FFMPEG = spawnSync('ffmpeg', ['-version'], { stdio: 'ignore' }).status === 0;

if (!HAS_FFMPEG) console.warn('ffmpeg was not found: tests of videos are skipped.');

/** Tests that read and write videos. */
export const describeVideos = describe.skipIf(!HAS_FFMPEG);

const run = promisify(execFile);

/** Runs ffmpeg; a file that is there is replaced. */
export async function ffmpeg(...args: string[]): Promise<void> {
  await run('ffmpeg', ['-nostdin', '-loglevel', 'error', '-y', ...args]);
}

/** Encodes so fast that nobody waits. */
export const H264 = ['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p'] as const;

/** Writes two seconds at 10 frames a second of the view moving over a photograph, so that its faces move: 480 x 320. */
export async function writePanningClip(path: string, photo: string): Promise<void> {
  const pan = "zoompan=z='1+0.2*on/20':x='(iw-iw/zoom)*on/20':y='(ih-ih/zoom)/2':d=1:s=480x320:fps=10";
  await ffmpeg('-loop', '1', '-i', photo, '-vf', pan, '-frames:v', '20', ...H264, path);
}

/** Writes frames of a test picture: small, and quick to make. */
export async function writeTestClip(path: string, ...args: string[]): Promise<void> {
  await ffmpeg('-f', 'lavfi', '-i', 'testsrc=s=64x48:r=10:d=1', ...args, ...H264, path);
}

/** Writes a program that runs in the place of ffmpeg: a module for Node with this body, its arguments in `args`. */
export async function writeProgram(path: string, body: string): Promise<string> {
  const head = `#!${process.execPath}\nconst args = process.argv.slice(2);\n`;
  const version = "if (args[0] === '-version') { console.log('ffmpeg version 5.1'); process.exit(); }\n";
  await writeFile(path, head + version + body);
  await chmod(path, 0o755);
  return path;
}
