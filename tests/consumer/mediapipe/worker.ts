import { detect } from './detect.js';

addEventListener('message', (event: MessageEvent<{ url: string; options: object }>) => {
  detect(event.data.url, event.data.options).then(
    (faces) => postMessage({ faces }),
    (error: unknown) => postMessage({ error: String(error) }),
  );
});
