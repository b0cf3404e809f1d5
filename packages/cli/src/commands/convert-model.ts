import { Option } from '@commander-js/extra-typings';
import { labelsOption, pixelRangeOption } from '../foreign-options.js';
import { numberOption } from '../number-option.js';
import { formatExamples, type RegisterCommand } from './command.js';

export const registerConvertModel: RegisterCommand = (program, context) => {
  program
    .command('convert-model')
    .summary("make a model folder of another tool's classifier")
    .description(
      'Makes a model folder of a classifier that another tool trained: a Keras .h5 file, a TensorFlow.js layers model, or a ' +
        'Teachable Machine export. BatchNorm is folded in, and the result runs wherever a trained one does, in browsers too.',
    )
    .argument('<model>', 'the .h5 file, the folder of model.json, or an http(s) URL of either')
    .addOption(labelsOption())
    .addOption(pixelRangeOption())
    .addOption(
      new Option(
        '--input-size <px>',
        'pixels a side, where the network takes any (default: what the network says)',
      ).argParser(numberOption({ min: 1, max: 1024, isWhole: true })),
    )
    .addOption(
      new Option(
        '--crop-margin <share>',
        "of a face's size, added on each side of a crop, as in its training (default: 0)",
      ).argParser(numberOption({ min: 0, max: 2 })),
    )
    .addOption(
      new Option('--precision <type>', 'how kernels are stored; float16 halves the folder')
        .choices(['float32', 'float16'] as const)
        .default('float32' as const),
    )
    .addOption(
      new Option('--out <dir>', 'model folder to write; a model that is there is replaced').default('model'),
    )
    .addOption(new Option('--json', 'print the metadata of the model as JSON').default(undefined))
    .addHelpText(
      'after',
      formatExamples([
        ['maskpred convert-model mask_mobile_net.h5 --labels with_mask,without_mask', 'writes model/'],
        ['maskpred convert-model tm-export --out tm-model', 'a Teachable Machine export, unpacked'],
        ['maskpred predict photo.jpg --model model', 'uses it'],
      ]),
    )
    .action(async (source, options) => {
      const { runConvertModel } = await import('../convert-model/run-convert-model.js');
      await runConvertModel(source, options, context);
    });
};
