import { analyse } from './analyse.js';

addEventListener('message', (event: MessageEvent<string>) => {
  analyse(event.data).then(
    (answer) => postMessage({ answer }),
    (error: unknown) => postMessage({ error: String(error) }),
  );
});
