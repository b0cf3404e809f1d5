import { Option } from '@commander-js/extra-typings';
import { collectEndpoint, collectRobotsService } from '../endpoint-option.js';
import { formatExamples, type RegisterCommand } from './command.js';
import { collect, engineOption } from './shared-options.js';

export const registerDoctor: RegisterCommand = (program, context) => {
  program
    .command('doctor')
    .summary('say what this machine has: engines, versions, speed; or check the crawler')
    .description(
      'Says what this machine has: versions, which engines run, and how long one inference takes. ' +
        'With --sources it checks instead whether the crawler understands the services that it searches.',
    )
    .option('--json', 'everything as one line of JSON')
    .addOption(engineOption())
    .addOption(
      new Option(
        '--sources',
        "check the crawler's parsers against answers that are stored with them",
      ).conflicts('engine'),
    )
    .option('--live', 'with --sources: ask each service for one page of results too')
    .addOption(
      new Option('--endpoint <service=url>', 'with --live: where a service is; repeatable').argParser(
        collectEndpoint,
      ),
    )
    .addOption(
      new Option(
        '--allow-host <host>',
        'with --live: a private address that may be asked; repeatable',
      ).argParser(collect),
    )
    .addOption(
      new Option(
        '--ignore-robots <service>',
        'with --live: whose robots.txt is not read; repeatable',
      ).argParser(collectRobotsService),
    )
    .option('--contact <mail>', 'with --live: how to reach you; part of the User-Agent')
    .addHelpText(
      'after',
      formatExamples([
        ['maskpred doctor --json', 'for a bug report'],
        ['maskpred doctor --sources', 'can the parsers read what is stored with them?'],
        ['maskpred doctor --sources --live', 'has a service changed?'],
      ]) +
        '\n\nA source is ok, drifted (its answers have changed), blocked (it does not answer us) or unreachable.' +
        '\nThe exit status is 1 when one is not ok.',
    )
    .action(async ({ sources, engine, json, ...live }) => {
      if (sources || live.live || Object.values(live).some((value) => value !== undefined)) {
        const { assertLive, runDoctorSources } = await import('../doctor/run-sources.js');
        assertLive({ ...live, ...(sources ? { sources } : {}) });
        await runDoctorSources({ ...live, ...(json ? { json } : {}) }, context);
        return;
      }
      const { runDoctor } = await import('../run-doctor.js');
      await runDoctor({ ...(json ? { json } : {}), ...(engine ? { engine } : {}) }, context);
    });
};
