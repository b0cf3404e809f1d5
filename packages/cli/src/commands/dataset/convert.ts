import { Option } from '@commander-js/extra-typings';
import { formatExamples, type RegisterCommand } from '../command.js';

/** `DATASET_FORMATS` of `@maskpred/dataset`; a test compares them. */
export const FROM_CHOICES = ['voc', 'yolo', 'coco', 'createml', 'imagefolder', 'via', 'labelme'] as const;

/** `WRITABLE_FORMATS` of `@maskpred/dataset`; a test compares them. */
export const TO_CHOICES = ['voc', 'yolo', 'coco', 'createml', 'imagefolder'] as const;

export const registerConvert: RegisterCommand = (dataset, context) => {
  dataset
    .command('convert')
    .summary('turn annotations from one format into another')
    .description(
      'Reads a data set, reports everything that is dirty about it with file and line, and writes it in another format. ' +
        'Class ids are the places in labels.json: that of the source, else that of the target, else it is made. Ends with ' +
        'status 1 when some pictures cannot be used; the others are converted.',
    )
    .argument('<from>', 'folder of a data set, or its annotation file (.json, .xml)')
    .argument('<to>', 'folder to write')
    .addOption(
      new Option('--from <format>', 'format of the source (default: found out)').choices(FROM_CHOICES),
    )
    .addOption(new Option('--to <format>', 'format to write').choices(TO_CHOICES).makeOptionMandatory())
    .addOption(
      new Option('--images <way>', 'what becomes of the pictures')
        .choices(['copy', 'link', 'none'] as const)
        .default('copy' as const),
    )
    .option('--fix', 'repair what can be repaired')
    .option('--labels <file>', 'a labels.json whose order of class ids is taken')
    .addOption(
      new Option(
        '--pixel-origin <n>',
        'of Pascal VOC read and written: 0 for raw pixels, 1 for the 1-based original',
      )
        .choices(['0', '1'] as const)
        .default('0' as const),
    )
    .option('--label-attribute <name>', 'the region attribute of a VIA file that is the label')
    .option('--issues <file>', 'write all issues there, one line of JSON each')
    .option('--force', 'write into a folder that is not empty; files of the same name are replaced')
    .option('--json', 'print the summary, all issues and failures as JSON')
    .addHelpText(
      'after',
      formatExamples([
        ['maskpred dataset convert scenes scenes-coco --to coco', 'format of the source found out'],
        ['maskpred dataset convert scenes scenes-yolo --from voc --to yolo --fix', 'boxes clipped, …'],
        ['maskpred dataset convert set/instances.json voc --to voc --images none', 'annotations only'],
      ]),
    )
    .action(async (from, to, options) => {
      const { runConvert } = await import('../../dataset/convert/run-convert.js');
      await runConvert(from, to, options, context);
    });
};
