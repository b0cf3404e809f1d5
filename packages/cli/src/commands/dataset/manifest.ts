import { Option } from '@commander-js/extra-typings';
import { formatExamples, type RegisterCommand } from '../command.js';
import { collect } from '../shared-options.js';

export const crawlOption = () =>
  new Option(
    '--crawl <dir>',
    'a folder that a crawl wrote, or its manifest.jsonl: where the pictures came from; may be repeated (default: <dir>)',
  ).argParser(collect);

export const registerManifest: RegisterCommand = (dataset, context) => {
  dataset
    .command('manifest')
    .summary('describe a data set without its pictures, for others to rebuild')
    .description(
      'Writes one line of JSON a picture: address, sha256, perceptual hash, labels, boxes and licence. The result can be ' +
        'passed on where the pictures cannot.',
    )
    .argument('<dir>', 'scenes (images/ and annotations/), label folders, or plain pictures')
    .addOption(crawlOption())
    .option('--out <file>', 'file to write (default: stdout)')
    .addHelpText(
      'after',
      formatExamples([
        ['maskpred dataset manifest data/train --crawl data/raw --out faces.jsonl', 'to pass on'],
        ['maskpred dataset rebuild faces.jsonl --out rebuilt', 'what the other one does'],
      ]),
    )
    .action(async (dir, options) => {
      const { runManifest } = await import('../../dataset/sharing/run-manifest.js');
      await runManifest(dir, options, context);
    });
};
