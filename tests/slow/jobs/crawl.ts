import { once } from 'node:events';
import type { Web } from '../../../packages/crawler/src/__fixtures__/web/server.js';
import { readFolder, startCrawl } from '../crawl-run.js';
import type { Job } from './job.js';

/** A crawl of the three services for so many pictures. */
export function crawlJob(web: Web, limit: number): Job {
  return {
    name: 'crawl',
    async start(folder) {
      const child = startCrawl({ out: folder, web, phrases: ['phrase 0'], limit });
      const ended = once(child, 'close').then(([status]) => ({
        status: status as number | null,
        stderr: '',
      }));
      return {
        begun: Promise.race([once(child.stdout!, 'data'), ended]), // the folder is taken over
        ended,
        kill: () => void child.kill('SIGKILL'),
      };
    },
    read: readFolder,
  };
}
