/** What is to be split: a picture, or anything else with a label. */
export interface SplitItem {
  /** Unique; by habit the path below the data folder, `/` between its parts. */
  readonly id: string;
  readonly label: string;
  /** Names of what it shares with others. Items with a name in common, directly or in a chain, stand on one side. @default none */
  readonly groups?: readonly string[];
}

/** An item that can stand on no side. */
export interface LeftOut {
  readonly id: string;
  readonly reason: string;
}
