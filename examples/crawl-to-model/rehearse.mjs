// The whole way of docs/tutorial.md, from a phrase to a model in the webcam app:
//   npm run rehearsal [-- --data <folder>] [--out <folder>]
import { parseArgs } from 'node:util';
import { rehearse } from './rehearsal.mjs';

const HELP = `The whole way, from a phrase to a model in the webcam app, with a stand-in for Openverse on this machine.

  npm run rehearsal                          with a small set of sample pictures
  npm run rehearsal -- --data my-pictures    with a folder of yours: <label>/*.jpg or <label>/<phrase>/*.jpg

  --data <folder>  pictures to offer instead of the samples; at least six of each label
  --no-browser     without Chromium: labels through the page's protocol, and does not look at the app
  --out <folder>   where everything goes (default: out/rehearsal; that of an earlier rehearsal is replaced)
`;

let values;
try {
  const text = { type: 'string' };
  const flag = { type: 'boolean' };
  const options = {
    data: text,
    out: text,
    browser: { ...flag, default: true },
    help: { ...flag, short: 'h' },
  };
  ({ values } = parseArgs({ options, allowNegative: true }));
} catch (error) {
  console.error(`${error.message}\n\n${HELP}`);
  process.exit(2);
}
if (values.help) {
  console.log(HELP);
} else {
  rehearse({ ...values, print: (text) => process.stdout.write(text) }).catch((error) => {
    console.error(`\nThe rehearsal stopped. ${error.message}`);
    process.exitCode = 1;
  });
}
