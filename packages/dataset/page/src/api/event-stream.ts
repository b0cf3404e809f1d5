import type { LabelEvent } from '../../../src/label/protocol.js';

/** Whether the server's events arrive. */
export type Connection = 'open' | 'lost' | 'closed';

export interface EventStreamListener {
  onEvent(event: LabelEvent): void;
  /** `closed`: the server ended on purpose; it is asked for again all the same. */
  onConnection(connection: Connection): void;
}

const TYPES: readonly LabelEvent['type'][] = [
  'hello',
  'changed',
  'labels',
  'survey',
  'guesses',
  'files',
  'closing',
];
/** Between attempts to listen again. */
const RETRY_MS = 1000;
/** Until an attempt that nobody answers is given up: a server that is just starting may have lost it. */
const OPEN_MS = 5000;

/**
 * Listens to the server's events until stopped, again and again after the connection was lost. A browser's own EventSource
 * gives up for good when the answer is an error, which a server that was started again gives to an old token.
 * @returns a function that stops it.
 */
export function listen(path: string, { onEvent, onConnection }: EventStreamListener): () => void {
  let source: EventSource | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isClosing = false;

  const fail = () => {
    source?.close();
    clearTimeout(timer);
    onConnection(isClosing ? 'closed' : 'lost');
    timer = setTimeout(open, RETRY_MS);
  };
  const open = () => {
    source = new EventSource(path);
    timer = setTimeout(fail, OPEN_MS);
    source.onopen = () => {
      clearTimeout(timer);
      isClosing = false;
      onConnection('open');
    };
    source.onerror = fail;
    for (const type of TYPES) {
      source.addEventListener(type, (message: MessageEvent<string>) => {
        const event = JSON.parse(message.data) as LabelEvent;
        isClosing = event.type === 'closing';
        onEvent(event);
      });
    }
  };

  open();
  return () => {
    source?.close();
    clearTimeout(timer);
  };
}
