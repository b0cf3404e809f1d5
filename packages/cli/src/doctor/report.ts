import type { Colors } from 'picocolors/types.js';
import { createTable } from '../predict-lines.js';
import type { DefaultEngine, EngineState, Timing } from './engines.js';
import type { Examination } from './examine.js';

/** The examination for people. */
export function formatReport(examination: Examination, colors: Colors): string {
  const { node, platform, cpu, processors, memoryGiB, packages, ffmpeg, engines, defaultEngine } =
    examination;
  const row = (name: string, value: string) => `  ${name.padEnd(24)}${value}`;
  const lines = [
    colors.bold('Machine'),
    row('node', node),
    row('platform', `${platform}, ${processors} x ${cpu}, ${memoryGiB} GiB`),
    colors.bold('Packages'),
    ...Object.entries(packages).map(([name, version]) => row(name, version)),
    row('ffmpeg', 'version' in ffmpeg ? ffmpeg.version : 'none: videos and cameras need it'),
    colors.bold('Engines'),
    formatEngines(engines, colors),
    ...engines.flatMap((engine) => reasonsOf(engine, colors)),
    formatDefault(defaultEngine, colors),
  ];
  return `${lines.join('\n')}\n`;
}

function formatEngines(engines: readonly EngineState[], colors: Colors): string {
  const table = createTable(['engine', 'version', 'faces in 640 x 480', 'label of one crop'], colors);
  for (const engine of engines) {
    if (!engine.runs) table.push([engine.name, colors.yellow('does not run'), '', '']);
    else {
      const { detection, classification } = engine.timings;
      table.push([engine.name, engine.version, formatTiming(detection), formatTiming(classification)]);
    }
  }
  return table.toString();
}

function formatTiming(timing: Timing): string {
  return 'ms' in timing ? `${timing.ms} ms` : timing.error.code;
}

/** Why an engine does not run, or does not do all. */
function reasonsOf(engine: EngineState, colors: Colors): string[] {
  const errors = engine.runs
    ? Object.values(engine.timings).flatMap((timing: Timing) => ('error' in timing ? [timing.error] : []))
    : [engine.error];
  return errors.map(({ code, message }) => `${colors.yellow(code)}  ${message}`);
}

function formatDefault(state: DefaultEngine, colors: Colors): string {
  const chosen = state.runs ? colors.green(state.startedAs) : colors.red('none');
  const lines = [`Commands use ${chosen} (${state.reason}).`];
  if (!state.runs) lines.push(`${colors.red(state.error.code)}  ${state.error.message}`);
  return lines.join('\n');
}
