import type { LabelEvent } from '../protocol.js';

/** A comment now and then shows that the connection is alive, ms. */
const BEAT_MS = 15_000;
/** A page that does not take what it is sent is let go, and asks anew; events. */
const MAX_WAITING = 1000;

/**
 * The answer to a page that listens: server-sent events until it leaves.
 * @param subscribe - tells events until the function that it gives is called.
 */
export function createEventStream(
  hello: LabelEvent,
  subscribe: (listener: (event: LabelEvent) => void) => () => void,
): Response {
  const encoder = new TextEncoder();
  let stop: () => void = () => undefined;
  const stream = new ReadableStream<Uint8Array>(
    {
      start(controller) {
        let isOver = false;
        const send = (text: string) => {
          if (isOver) return;
          controller.enqueue(encoder.encode(text));
          if ((controller.desiredSize ?? 0) < -MAX_WAITING) end();
        };
        const end = () => {
          if (isOver) return;
          stop();
          controller.close();
        };
        const beat = setInterval(() => send(': alive\n\n'), BEAT_MS).unref();
        const unsubscribe = subscribe((event) => {
          send(formatEvent(event));
          if (event.type === 'closing') end();
        });
        stop = () => {
          isOver = true;
          clearInterval(beat);
          unsubscribe();
        };
        send(formatEvent(hello));
      },
      cancel: () => stop(),
    },
    { highWaterMark: 1 },
  );
  return new Response(stream, {
    headers: { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-store' },
  });
}

/** @example formatEvent({ type: 'closing' }); // 'event: closing\ndata: {"type":"closing"}\n\n' */
function formatEvent(event: LabelEvent): string {
  return `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`;
}
