import { access, constants, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { MaskpredError, messageOf } from '@maskpred/core';
import { isWebUrl } from '../picture-files.js';

/** What ffmpeg reads frames from. */
export interface VideoInput {
  /** The path or the device, as given. */
  readonly name: string;
  /** Arguments of ffmpeg up to and with `-i`. */
  readonly args: readonly string[];
  /** Whether frames come as they happen, so that old ones are not waited for. */
  readonly isLive: boolean;
}

/** Containers of one file; playlists and the like, which make ffmpeg open other files and addresses, are not among them. */
const FORMATS = [
  ...['mov', 'matroska', 'avi', 'mpegts', 'mpeg', 'mpegvideo', 'ogg', 'flv', 'asf', 'mxf', 'nut', 'dv'],
  ...['ivf', 'h264', 'hevc', 'obu', 'm4v'],
];

/**
 * A clip to read.
 * @throws {MaskpredError} FILE_NOT_FOUND, FILE_UNREADABLE.
 */
export async function openClip(path: string): Promise<VideoInput> {
  if (isWebUrl(path)) {
    throw new MaskpredError(
      'FILE_UNREADABLE',
      `${path}: clips are not fetched. Download it and name the file.`,
    );
  }
  try {
    if (!(await stat(path)).isFile()) {
      throw new MaskpredError('FILE_UNREADABLE', `${path}: is no file. Use --camera for a device.`);
    }
    await access(path, constants.R_OK);
  } catch (error) {
    if (MaskpredError.isInstance(error)) throw error;
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
      throw new MaskpredError('FILE_NOT_FOUND', `${path}: no such file. Check the path.`, { cause: error });
    }
    throw new MaskpredError('FILE_UNREADABLE', `${path}: cannot be read: ${messageOf(error)}.`, {
      cause: error,
    });
  }
  const safely = ['-protocol_whitelist', 'file', '-format_whitelist', FORMATS.join(',')];
  // Absolute and with its protocol, no name is taken for an option, a protocol or a pattern.
  return { name: path, args: [...safely, '-i', `file:${resolve(path)}`], isLive: false };
}

/**
 * A camera: a device file (`/dev/video0`) on Linux, a number or name on macOS, a name on Windows.
 * @throws {MaskpredError} FILE_NOT_FOUND for a device file that is not there, INVALID_ARGUMENT on other platforms.
 */
export async function openCamera(
  device: string,
  platform: NodeJS.Platform = process.platform,
): Promise<VideoInput> {
  const input = (args: readonly string[]): VideoInput => ({ name: device, args, isLive: true });
  if (platform === 'darwin') return input(['-f', 'avfoundation', '-framerate', '30', '-i', `${device}:none`]);
  if (platform === 'win32') return input(['-f', 'dshow', '-i', `video=${device}`]);
  if (platform !== 'linux') {
    throw new MaskpredError('INVALID_ARGUMENT', `--camera: cameras of ${platform} are not supported.`);
  }
  try {
    await stat(device);
  } catch (error) {
    throw new MaskpredError(
      'FILE_NOT_FOUND',
      `--camera ${device}: there is no such device. Plug the camera in, or see which there are: ls /dev/video*`,
      { cause: error },
    );
  }
  return input(['-f', 'v4l2', '-i', resolve(device)]);
}
