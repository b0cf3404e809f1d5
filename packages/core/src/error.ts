/** Every code that a maskpred package throws. Codes are API: scripts branch on them, never on messages. */
export type ErrorCode =
  | 'INVALID_ARGUMENT'
  | 'DISPOSED'
  | 'MISSING_DEPENDENCY'
  | 'ENGINE_UNAVAILABLE'
  | 'FILE_NOT_FOUND'
  | 'FILE_UNREADABLE'
  | 'IMAGE_DECODE_FAILED'
  | 'IMAGE_TOO_LARGE'
  | 'MODEL_LOAD_FAILED'
  | 'MODEL_INCOMPATIBLE'
  | 'ANNOTATION_PARSE_FAILED'
  | 'UNKNOWN_LABEL'
  | 'EMPTY_SPLIT'
  | 'WRITE_FAILED'
  | 'FOLDER_LOCKED'
  | 'HTTP_FAILED'
  | 'RATE_LIMITED'
  | 'ADDRESS_FORBIDDEN'
  | 'ROBOTS_DISALLOWED'
  | 'CONTENT_REJECTED'
  | 'SOURCE_CHANGED';

export interface MaskpredErrorOptions {
  /** What went wrong underneath. */
  readonly cause?: unknown;
  /** Whether the same call may succeed later without a change. @default false */
  readonly isRetryable?: boolean;
}

const MARKER = Symbol.for('maskpred.error');

/**
 * The one error of maskpred. `message` says where, what was expected, what came, and what to do.
 *
 * @example
 * try {
 *   await decodeImage('missing.jpg');
 * } catch (error) {
 *   if (MaskpredError.isInstance(error)) console.log(error.code); // FILE_NOT_FOUND
 * }
 */
export class MaskpredError extends Error {
  override readonly name: string = 'MaskpredError';
  readonly code: ErrorCode;
  readonly isRetryable: boolean;

  constructor(code: ErrorCode, message: string, options: MaskpredErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.isRetryable = options.isRetryable ?? false;
    Object.defineProperty(this, MARKER, { value: true });
  }

  /** True for a maskpred error of any installed copy of this package, where `instanceof` would fail. */
  static isInstance(value: unknown): value is MaskpredError {
    return typeof value === 'object' && value !== null && MARKER in value;
  }
}

/** The message of anything that was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Throws INVALID_ARGUMENT with `message` unless `condition` holds. */
export function assertArgument(condition: boolean, message: string): asserts condition {
  if (!condition) throw new MaskpredError('INVALID_ARGUMENT', message);
}
