import {
  type Command,
  type CommandAnswer,
  type CommandResult,
  MAX_COMMANDS,
} from '../../../src/label/protocol.js';
import { type Answer, ApiError } from './http.js';
import type { OutboxStorage } from './outbox-storage.js';

/** Why decisions wait: none of them is lost. */
export interface OutboxProblem {
  /** HTTP status; 0: the server cannot be reached. */
  readonly status: number;
  readonly code: string;
  readonly message: string;
}

/** What a person has to know of the decisions on their way. */
export interface OutboxState {
  /** Decisions that the server has not confirmed. */
  readonly waiting: number;
  readonly problem: OutboxProblem | null;
  /** Whether those that wait outlive the tab. */
  readonly isKept: boolean;
}

export interface OutboxParts {
  readonly send: (commands: readonly Command[]) => Promise<Answer<CommandAnswer>>;
  readonly storage: Pick<OutboxStorage, 'keep'>;
  readonly onState: (state: OutboxState) => void;
  /** Once for each command, in their order, after the answer came. */
  readonly onResult: (command: Command, result: CommandResult) => void;
  readonly onAnswer: (answer: CommandAnswer) => void;
}

/** Decisions on their way to the server: in order, each once, again until they are confirmed. */
export interface Outbox {
  add(commands: readonly Command[]): void;
  /** Tries now rather than after the pause. */
  retry(): void;
  /** Commands that are not confirmed, the oldest first. */
  pending(): readonly Command[];
  /** Resolves when nothing waits. */
  whenEmpty(): Promise<void>;
}

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 5000;
/** The request itself is wrong; sent again it would be wrong again. */
const HOPELESS = [400, 404, 405, 413, 415];

/** An empty outbox. */
export function createOutbox({ send, storage, onState, onResult, onAnswer }: OutboxParts): Outbox {
  let queue: readonly Command[] = [];
  let isSending = false;
  let isSingly = false;
  let failures = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let problem: OutboxProblem | null = null;
  const waiters: (() => void)[] = [];

  const tell = () => {
    const isKept = storage.keep(queue);
    onState({ waiting: queue.length, problem, isKept });
    if (queue.length > 0) return;
    for (const done of waiters.splice(0)) done();
  };

  const settle = (commands: readonly Command[], results: readonly CommandResult[]) => {
    queue = queue.slice(commands.length);
    commands.forEach((command, index) => onResult(command, results[index]!));
  };

  const fail = (error: ApiError, commands: readonly Command[]) => {
    if (HOPELESS.includes(error.status)) {
      if (commands.length > 1) {
        isSingly = true; // so that one bad one holds up no others
      } else {
        const { code, message } = error;
        settle(commands, [{ id: commands[0]!.id, status: 'refused', error: { code, message } }]);
      }
      return 0;
    }
    problem = { status: error.status, code: error.code, message: error.message };
    return Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** failures++);
  };

  const sendNext = async () => {
    if (isSending || queue.length === 0) return;
    clearTimeout(timer);
    isSending = true;
    const commands = queue.slice(0, isSingly ? 1 : MAX_COMMANDS);
    let pause = 0;
    try {
      const { body } = await send(commands);
      problem = null;
      failures = 0;
      settle(commands, body.results);
      onAnswer(body);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      pause = fail(error, commands);
    } finally {
      isSending = false;
      isSingly &&= queue.length > 0;
      tell();
    }
    if (pause === 0) void sendNext();
    else timer = setTimeout(() => void sendNext(), pause);
  };

  return {
    add(commands) {
      if (commands.length === 0) return;
      queue = [...queue, ...commands];
      tell();
      if (!problem) void sendNext();
    },
    retry: () => void sendNext(),
    pending: () => queue,
    whenEmpty: () => (queue.length === 0 ? Promise.resolve() : new Promise((done) => waiters.push(done))),
  };
}
