// What the benchmarks have in common: medians, tables for people and for docs/benchmarks.md, bars.
import { availableParallelism, cpus, loadavg, totalmem } from 'node:os';

export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** The median with the least and the most: `1.5 (1.4 to 1.7)`. */
export function spread(values, digits = 1) {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  return `${median(values).toFixed(digits)} (${low.toFixed(digits)} to ${high.toFixed(digits)})`;
}

export const megabytes = (bytes) => `${Math.round(bytes / 1e6)} MB`;

/** One line on the machine, for the head of a result. */
export function describeMachine(versions = {}) {
  const others = Object.entries(versions).map(([name, version]) => `, ${name} ${version}`);
  return (
    `${cpus()[0].model.trim()}, ${availableParallelism()} cores, ${Math.round(totalmem() / 2 ** 30)} GiB, ` +
    `Node ${process.version}${others.join('')}; load ${loadavg()[0].toFixed(1)} at the start`
  );
}

/** Prints a table; both forms read well, and Markdown goes into docs/benchmarks.md as it is. */
export function printTable(title, head, rows, { markdown }) {
  const cells = [head, ...rows].map((row) => row.map(String));
  const widths = head.map((_, column) => Math.max(...cells.map((row) => row[column].length)));
  const pad = (text, column) => (column === 0 ? text.padEnd(widths[column]) : text.padStart(widths[column]));
  console.log(`\n${markdown ? '**' : ''}${title}${markdown ? '**\n' : ''}`);
  cells.forEach((row, index) => {
    const line = row.map(pad);
    console.log(markdown ? `| ${line.join(' | ')} |` : line.join('  '));
    if (markdown && index === 0) {
      console.log(
        `| ${widths.map((width, i) => (i === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`)).join(' | ')} |`,
      );
    }
  });
}

/** Bars to be met; `finish` prints them and sets the exit status. */
export function createBars() {
  const bars = [];
  return {
    atLeast: (what, value, least, digits = 2) =>
      bars.push([what, value.toFixed(digits), `at least ${least}`, value >= least]),
    atMost: (what, value, most, digits = 2) =>
      bars.push([what, value.toFixed(digits), `at most ${most}`, value <= most]),
    finish(options) {
      const rows = bars.map(([what, value, limit, isMet]) => [what, value, limit, isMet ? 'met' : 'MISSED']);
      printTable('Bars', ['bar', 'measured', 'limit', ''], rows, options);
      process.exitCode = bars.every(([, , , isMet]) => isMet) ? 0 : 1;
    },
  };
}
