/** Raised when page and server no longer understand each other. */
export const PROTOCOL_VERSION = 1;

/** Boxes on scenes, or faces in a grid. */
export const LABEL_MODES = Object.freeze(['boxes', 'faces'] as const);
export type LabelMode = (typeof LABEL_MODES)[number];

/** What the server was started with. */
export interface ProjectInfo {
  readonly protocol: typeof PROTOCOL_VERSION;
  /** The same for a folder after every start, another one for another folder. */
  readonly id: string;
  /** Another one after each start of the server: what is not saved yet is sent again. */
  readonly instance: string;
  /** Name of the folder. */
  readonly name: string;
  /** `scenes`: pictures with boxes; `image-folder`: each picture is a face, its label the folder that it lies in. */
  readonly layout: 'scenes' | 'image-folder';
  /** How the page opens. An image folder has only `faces`. */
  readonly mode: LabelMode;
  /** Labels that can be given, in the order of their class ids. */
  readonly labels: readonly string[];
  /** Key (as `KeyboardEvent.key` has it) by label. Labels may be without. */
  readonly keys: Readonly<Record<string, string>>;
  /** What is written beside the journal. */
  readonly formats: readonly string[];
  /** What those formats have no place for and only the journal keeps, such as `difficult` in YOLO. */
  readonly journalOnly: readonly string[];
  /** Whether pictures without boxes get proposals when they are looked at. */
  readonly hasDetector: boolean;
  /** Whether guesses of a classifier come in the background. */
  readonly hasClassifier: boolean;
  /** The picture to open first, and the box in it where it was named. */
  readonly open: { readonly picture: string; readonly box?: string } | null;
  /** Pictures, those that cannot be read included. */
  readonly total: number;
}
