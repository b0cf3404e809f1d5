// Answers predictions over HTTP on loopback:   npm start [-- --port 3000]
import { parseArgs } from 'node:util';
import { serve } from '@hono/node-server';
import { createMaskPredictor } from '@maskpred/predictor';
import { createApp } from './app.mjs';

const { values } = parseArgs({ options: { port: { type: 'string', default: '3000' } } });
const predictor = await createMaskPredictor(); // before the port opens, so that no request waits for it
const server = serve(
  { fetch: createApp(predictor).fetch, hostname: '127.0.0.1', port: Number(values.port) },
  ({ port }) => console.log(`http://127.0.0.1:${port}`),
);

for (const name of ['SIGINT', 'SIGTERM']) {
  process.once(name, () => server.close(() => predictor.dispose())); // what has begun is answered
}
