/** The formats that are read. */
export const DATASET_FORMATS = Object.freeze([
  'voc',
  'yolo',
  'coco',
  'createml',
  'imagefolder',
  'via',
  'labelme',
] as const);

export type DatasetFormat = (typeof DATASET_FORMATS)[number];

/** The formats that are written. */
export const WRITABLE_FORMATS = Object.freeze(['voc', 'yolo', 'coco', 'createml', 'imagefolder'] as const);

export type WritableFormat = (typeof WRITABLE_FORMATS)[number];

/** Formats that keep all pictures in one JSON file. */
export type SetFormat = 'coco' | 'createml' | 'via';

export function isSetFormat(format: DatasetFormat): format is SetFormat {
  return format === 'coco' || format === 'createml' || format === 'via';
}

/** What a format can carry of an annotated picture beside labels and boxes. */
export type OptionalField = 'difficult' | 'score' | 'isVerified' | 'license';

/** The optional fields that come back from each format that is written. */
export const FORMAT_FIELDS: Readonly<Record<WritableFormat, readonly OptionalField[]>> = Object.freeze({
  voc: ['difficult', 'score', 'isVerified'],
  yolo: [],
  coco: ['difficult', 'score', 'license'],
  createml: [],
  imagefolder: [],
});

/** The format of a JSON file by what is in it; undefined when it is none of those known. */
export function sniffJson(value: unknown): SetFormat | 'labelme' | undefined {
  if (Array.isArray(value)) {
    const [first] = value as unknown[];
    return hasAll(first, ['annotations'], ['annotation']) && hasAll(first, ['image'], ['imagefilename'])
      ? 'createml'
      : undefined;
  }
  if (hasAll(value, ['_via_img_metadata'])) return 'via';
  if (hasAll(value, ['images', 'annotations'], ['images', 'categories'])) return 'coco';
  if (hasAll(value, ['shapes'])) return 'labelme';
  const [first] = typeof value === 'object' && value !== null ? (Object.values(value) as unknown[]) : [];
  return hasAll(first, ['filename', 'regions']) ? 'via' : undefined;
}

/** Whether a value is an object with all keys of one of the lists. */
function hasAll(value: unknown, ...lists: readonly (readonly string[])[]): boolean {
  return (
    typeof value === 'object' &&
    value !== null &&
    lists.some((keys) => keys.every((key) => Object.hasOwn(value, key)))
  );
}
