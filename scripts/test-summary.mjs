// Prints what failed, then `N passed, N failed` (and `, N skipped`) summed over the suites' JSON reports, and exits with 1 when
// anything failed.
// A suite that left no report, or whose files did not load, counts as a failure.
// Usage: node scripts/test-summary.mjs fast slow
import { readFile } from 'node:fs/promises';

const folder = new URL('../.cache/test-results/', import.meta.url);
const sum = { passed: 0, failed: 0, skipped: 0 };

for (const suite of process.argv.slice(2)) {
  const counts = await countsOf(suite);
  for (const key of Object.keys(sum)) sum[key] += counts[key];
}

const skipped = sum.skipped > 0 ? `, ${sum.skipped} skipped` : '';
console.log(`${sum.passed} passed, ${sum.failed} failed${skipped}`);
process.exitCode = sum.failed > 0 ? 1 : 0;

async function countsOf(suite) {
  let report;
  try {
    report = JSON.parse(await readFile(new URL(`${suite}.json`, folder), 'utf8'));
  } catch (error) {
    console.log(`The suite "${suite}" did not run to its end: ${error.message}`);
    return { passed: 0, failed: 1, skipped: 0 };
  }
  // A file whose import or hook threw has no failed test of its own.
  const broken = report.testResults.filter(
    ({ status, assertionResults }) =>
      status === 'failed' && !assertionResults.some((test) => test.status === 'failed'),
  );
  for (const { name, message } of broken) console.log(`${name}: ${message}`);
  for (const { name, assertionResults } of report.testResults) {
    for (const test of assertionResults.filter(({ status }) => status === 'failed')) {
      console.log(`Failed: ${name}: ${test.fullName}\n${test.failureMessages.join('\n').slice(0, 2000)}`);
    }
  }
  const failed = report.numFailedTests + broken.length;
  return {
    passed: report.numPassedTests,
    // An error outside of every test fails the run as a whole.
    failed: failed === 0 && !report.success ? 1 : failed,
    skipped: report.numPendingTests + report.numTodoTests,
  };
}
