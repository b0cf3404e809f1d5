import { InvalidArgumentError, Option } from '@commander-js/extra-typings';
import { collectEndpoint } from '../endpoint-option.js';
import { numberOption } from '../number-option.js';
import { formatExamples, type RegisterCommand } from './command.js';
import { collect } from './shared-options.js';

/** Sources whose pages may be read against robots.txt, when the one who runs the command answers for it. */
const ROBOTS_SOURCES = ['bing', 'page'] as const;
/** `OPT_OUT_TAGS` of `@maskpred/crawler`; a test compares them. */
export const TAG_CHOICES = ['noai', 'noimageai', 'noindex', 'noimageindex'] as const;

const whole = (min: number, max: number) => numberOption({ min, max, isWhole: true });

/** Several values with commas between them, or the option several times. */
function collectList(text: string, previous: readonly string[] = []): string[] {
  const parts = text.split(',').map((part) => part.trim());
  if (parts.includes(''))
    throw new InvalidArgumentError('It takes one or more names with commas between them.');
  return [...previous, ...parts];
}

/** A source per option, since addresses may hold commas; names of services may stand side by side. */
function collectSources(text: string, previous: readonly string[] = []): string[] {
  return /^(?:list|page):/.test(text) ? [...previous, text] : collectList(text, previous);
}

export const registerCrawl: RegisterCommand = (program, context) => {
  program
    .command('crawl')
    .summary('search the web for pictures and keep where they come from')
    .description(
      'Searches for phrases and stores the pictures it finds in <out>/<sha256>.<ext>, each with its origin and licence as a ' +
        'line of <out>/manifest.jsonl. Camera and place data are taken out. The same command again goes on where it stopped.',
    )
    .argument('[phrase...]', 'what to search for')
    .option('--label <name>', 'the label that the pictures are for: a hint, nobody has looked yet')
    .addOption(
      new Option('--limit <n>', 'pictures to have of the phrases together (default: 100)').argParser(
        whole(1, 1e9),
      ),
    )
    .addOption(new Option('--out <dir>', 'folder for pictures and manifest').default('data/raw'))
    .addOption(
      new Option(
        '--source <names>',
        'openverse, commons, bing, list:<file or address>, page:<address>; may be repeated (default: openverse,commons)',
      ).argParser(collectSources),
    )
    .addOption(
      new Option(
        '--licenses <ids>',
        'only these, such as cc0,by,by-sa; a licence that is not known is left out then (default: any)',
      ).argParser(collectList),
    )
    .addOption(
      new Option('--min-size <px>', 'of the shorter side (default: 64)').argParser(whole(1, 100_000)),
    )
    .addOption(
      new Option(
        '--duplicate-distance <bits>',
        'bits of 64 in which pictures may differ that count as one, or "off" (default: 4)',
      ).argParser((text) => (text === 'off' ? false : whole(0, 64)(text))),
    )
    .addOption(new Option('--size <size>', 'filter of the sources').choices(['small', 'medium', 'large']))
    .addOption(new Option('--type <type>', 'filter of the sources').choices(['photo', 'illustration']))
    .option('--color <name>', 'filter of the sources: color, bw, red, …')
    .addOption(new Option('--people <kind>', 'filter of the sources').choices(['face', 'portrait']))
    .addOption(
      new Option('--max-age <days>', 'filter of the sources').argParser(
        numberOption({ min: 1, max: 100_000 }),
      ),
    )
    .option('--language <code>', 'filter of the sources: two letters')
    .addOption(
      new Option('--safe-search <level>', 'filter of the sources').choices(['strict', 'moderate', 'off']),
    )
    .option('--plan <file>', 'crawl.json: several labels with their phrases')
    .option('--contact <mail>', 'how to reach you, for the User-Agent; Wikimedia asks for it')
    .addOption(
      new Option('--ignore-robots <source>', 'read its pages against robots.txt; may be repeated')
        .choices(ROBOTS_SOURCES)
        .argParser((text, previous: (typeof ROBOTS_SOURCES)[number][] = []) => {
          const name = ROBOTS_SOURCES.find((known) => known === text);
          if (name === undefined)
            throw new InvalidArgumentError(`Allowed choices are ${ROBOTS_SOURCES.join(', ')}.`);
          return [...previous, name];
        }),
    )
    .addOption(
      new Option(
        '--ignore-tag <word>',
        'take pictures in spite of this word of X-Robots-Tag; may be repeated',
      )
        .choices(TAG_CHOICES)
        .argParser((text, previous: (typeof TAG_CHOICES)[number][] = []) => {
          const word = TAG_CHOICES.find((known) => known === text);
          if (word === undefined)
            throw new InvalidArgumentError(`Allowed choices are ${TAG_CHOICES.join(', ')}.`);
          return [...previous, word];
        }),
    )
    .addOption(
      new Option('--endpoint <source=url>', 'where a source is instead; may be repeated').argParser(
        collectEndpoint,
      ),
    )
    .addOption(
      new Option(
        '--allow-host <host>',
        'a host in a private network that may be asked; may be repeated',
      ).argParser(collect),
    )
    .addOption(
      new Option('--concurrency <n>', 'requests at a time; one at a time from a host, whatever this says')
        .argParser(whole(1, 256))
        .default(16),
    )
    .addOption(
      new Option('--delay <ms>', 'between two requests to a host').argParser(whole(0, 600_000)).default(500),
    )
    .option('--wait', 'wait for another crawl into the folder to end, instead of refusing')
    .addOption(
      new Option('--json', 'one line of JSON for each thing that happens, on stdout').default(undefined),
    )
    .addHelpText(
      'after',
      formatExamples([
        [
          'maskpred crawl "people wearing masks" "face mask street" --label mask --limit 500',
          'into data/raw',
        ],
        ['maskpred crawl portrait --licenses cc0,by,by-sa --contact me@example.org', 'to publish'],
        ['maskpred crawl --source list:pictures.csv --out data/mine', 'addresses that you have'],
        ['maskpred crawl --plan crawl.json', 'several labels'],
      ]) +
        '\n\nEnds with status 1 when a source failed before it had given enough; pictures that cannot be had are counted only.' +
        '\nA licence covers the photograph, not the rights of the people on it.',
    )
    .action(async (phrases, options) => {
      const { runCrawl } = await import('../crawl/run-crawl.js');
      await runCrawl(phrases, options, context);
    });
};
