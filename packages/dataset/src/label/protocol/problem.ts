/** Why a picture cannot be labelled. */
export interface Problem {
  readonly error: {
    /** An `ErrorCode` of maskpred, or `STALE`, `FORBIDDEN`, `UNAUTHORIZED`, `NOT_FOUND`, `UNEXPECTED`. */
    readonly code: string;
    /** For people: what was expected, what came, what to do. */
    readonly message: string;
  };
}
