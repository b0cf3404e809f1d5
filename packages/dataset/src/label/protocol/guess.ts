/** What a classifier says of a face. */
export interface Guess {
  readonly label: string;
  /** Of that label, 0 to 1. */
  readonly score: number;
  /** 1 - score. */
  readonly uncertainty: number;
}

export interface NewGuess {
  readonly picture: string;
  readonly box: string;
  readonly guess: Guess;
}
