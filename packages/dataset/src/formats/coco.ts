import type { Dataset, License } from '@maskpred/core';
import { assertWritable } from './assert-writable.js';
import { draftCoco } from './coco-draft.js';
import type { CocoLicense } from './coco-license.js';
import { assignNumbers } from './coco-numbers.js';
import { createClassIds } from './labels.js';
import { type ParseSetOptions, settleSet } from './settle-set.js';

/**
 * The data set of a COCO detection file. Labels are its categories by their ids, pictures keep their order, boxes the
 * exact numbers of `bbox` (of a polygon without `bbox` the box around it). `iscrowd` is `difficult`; `licenses` are
 * carried as claimed. Numbers of pictures and boxes that do not come from counting are kept for {@link formatCoco}.
 *
 * @param json - the text of the file, at most 500 MiB.
 * @throws {MaskpredError} ANNOTATION_PARSE_FAILED with file and line when something is missing or of another kind, a box
 * is empty, inside out or outside its picture, or two pictures have one name; UNKNOWN_LABEL for a category that is not in
 * the file or not in `labels`.
 * @example
 * const dataset = parseCoco(`{"images": [{"id": 1, "file_name": "a.jpg", "width": 64, "height": 48}],
 *   "annotations": [{"id": 1, "image_id": 1, "category_id": 1, "bbox": [8, 6, 20, 24]}],
 *   "categories": [{"id": 1, "name": "mask"}]}`);
 * console.log(dataset.images[0].annotations); // [ { box: { x: 8, y: 6, width: 20, height: 24 }, label: 'mask' } ]
 */
export function parseCoco(json: string, options: ParseSetOptions = {}): Dataset {
  const { file = 'the COCO file' } = options;
  return settleSet(draftCoco(json, file), file, options);
}

/**
 * The text of a COCO detection file, one entry a line. Category ids are the places in `dataset.labels`, from 1; pictures
 * and boxes are counted from 1 in their order, or keep the numbers they were read with. `difficult` becomes `iscrowd`,
 * `score` is written as in COCO results, licences with maskpred's `status`.
 *
 * @throws {MaskpredError} INVALID_ARGUMENT for labels that are not in `dataset.labels` and for what no format can carry.
 */
export function formatCoco(dataset: Dataset): string {
  const classId = createClassIds(dataset.labels);
  const imageNumbers = assignNumbers(dataset.images);
  const boxNumbers = assignNumbers(dataset.images.flatMap(({ annotations }) => annotations));
  const licenses = new Map<string, CocoLicense>();
  const images: string[] = [];
  const annotations: string[] = [];
  for (const [index, image] of dataset.images.entries()) {
    assertWritable(image);
    const { fileName: file_name, width, height, license } = image;
    const number = imageNumbers[index]!;
    const licenseId = license && numberLicense(license, licenses);
    images.push(
      JSON.stringify({ id: number, file_name, width, height, ...(licenseId ? { license: licenseId } : {}) }),
    );
    for (const { box, label, difficult = false, score } of image.annotations) {
      annotations.push(
        JSON.stringify({
          id: boxNumbers[annotations.length]!,
          image_id: number,
          category_id: classId(label) + 1,
          bbox: [box.x, box.y, box.width, box.height],
          area: box.width * box.height,
          iscrowd: difficult ? 1 : 0,
          ...(score === undefined ? {} : { score }),
        }),
      );
    }
  }
  const categories = dataset.labels.map((name, index) => JSON.stringify({ id: index + 1, name }));
  const list = (entries: readonly string[]) => (entries.length > 0 ? `[\n${entries.join(',\n')}\n]` : '[]');
  return (
    `{"info": {},\n"licenses": ${list([...licenses.values()].map((license) => JSON.stringify(license)))},\n` +
    `"images": ${list(images)},\n"annotations": ${list(annotations)},\n"categories": ${list(categories)}}\n`
  );
}

function numberLicense({ id: name, url, status }: License, licenses: Map<string, CocoLicense>): number {
  const key = JSON.stringify([name, url, status]);
  const known = licenses.get(key) ?? {
    id: licenses.size + 1,
    name,
    ...(url === undefined ? {} : { url }),
    status,
  };
  licenses.set(key, known);
  return Number(known.id);
}
