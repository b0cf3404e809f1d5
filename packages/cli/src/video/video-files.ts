import { extname } from 'node:path';

/** What a file is called that is looked at as a clip. A `.gif` is a picture. */
const VIDEO_EXTENSIONS: readonly string[] = [
  '.mp4',
  '.m4v',
  '.mov',
  '.mkv',
  '.webm',
  '.avi',
  '.mpg',
  '.mpeg',
  '.ts',
  '.mts',
  '.m2ts',
  '.ogv',
  '.flv',
  '.wmv',
  '.3gp',
  '.mxf',
];

/** Whether a file's name ends as clips' names do, in either case. */
export function isVideoName(path: string): boolean {
  return VIDEO_EXTENSIONS.includes(extname(path).toLowerCase());
}
