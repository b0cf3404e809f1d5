/**
 * Largest file of one picture (VOC, YOLO), bytes. 16 MiB hold 50,000 objects of Pascal VOC; whatever is larger is no
 * annotation of one picture and is refused before it is read.
 */
export const MAX_PICTURE_FILE_BYTES = 16 * 2 ** 20;

/**
 * Largest labelme file, bytes: it carries the picture itself in base64.
 */
export const MAX_LABELME_BYTES = 128 * 2 ** 20;

/**
 * Largest file of many pictures (COCO, CreateML, VIA), bytes. Node's longest string is 512 MiB, and a parsed file takes
 * several times its size in memory.
 */
export const MAX_SET_FILE_BYTES = 500 * 2 ** 20;

/** "16 MiB" for messages. */
export function formatMebibytes(bytes: number): string {
  return `${Math.round(bytes / 2 ** 20)} MiB`;
}
