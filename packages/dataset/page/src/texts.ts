import type {
  FaceFilter,
  FaceItem,
  Guess,
  LabelMode,
  PictureFilter,
  PictureSummary,
} from '../../src/label/protocol.js';
import { acceptedLabel, isProposed } from '../../src/label/state/decide.js';
import type { LabelBox } from '../../src/label/state/picture-state.js';
import type { Connection } from './api/event-stream.js';
import type { BindingGroup } from './keyboard/binding.js';
import type { SaveStatus } from './model/save-status.js';
import type { Settings } from './settings.js';

const whole = new Intl.NumberFormat('en-GB');
const number = (value: number) => whole.format(value);
const twoDigits = (score: number) => score.toFixed(2);
const count = (value: number, one: string, many: string) => `${number(value)} ${value === 1 ? one : many}`;
const decisions = (value: number) => count(value, 'decision', 'decisions');

const PHASES: Record<PictureSummary['phase'], string> = {
  unread: 'not read yet',
  broken: 'cannot be read',
  todo: 'to do',
  proposed: 'proposals to decide',
  labelled: 'labelled',
  verified: 'verified',
};

const PICTURE_FILTERS: Record<PictureFilter, string> = {
  all: 'All pictures',
  undecided: 'Undecided',
  todo: 'Without boxes',
  proposed: 'With proposals',
  labelled: 'Labelled',
  verified: 'Verified',
  done: 'Done',
  broken: 'Unreadable',
  conflict: 'In conflict',
};

const FACE_FILTERS: Record<FaceFilter, string> = {
  all: 'All faces',
  undecided: 'Undecided',
  decided: 'Decided',
  disagreement: 'Guess disagrees',
};

const MODES: Record<LabelMode, string> = { boxes: 'Boxes', faces: 'Faces' };

const STATUS: Record<SaveStatus, string> = {
  saved: 'Saved',
  waiting: 'Saving',
  offline: 'Offline',
  refused: 'Not saved',
  unauthorised: 'Not signed in',
};

const GROUPS: Record<BindingGroup, string> = {
  labels: 'Labels',
  boxes: 'Boxes',
  pictures: 'Pictures',
  view: 'View',
  grid: 'Grid',
  page: 'Page',
};

const KEY_NAMES: Readonly<Record<string, string>> = {
  ArrowLeft: '←',
  ArrowRight: '→',
  ArrowUp: '↑',
  ArrowDown: '↓',
  Arrows: '← → ↑ ↓',
  Escape: 'Esc',
  Delete: 'Del',
};

const CHOICES = {
  advances: 'Go to the next undecided picture when all boxes of one are decided',
  verifies: 'Mark a picture verified with the decision on its last proposal',
  showsNames: 'Show labels beside the boxes',
} satisfies Partial<Record<keyof Settings, string>>;

const APPEARANCES: Record<Settings['appearance'], string> = {
  system: 'As the system',
  light: 'Light',
  dark: 'Dark',
};

/** What a box is called; for a proposal: what accepting would make of it, and what else is thought of it. */
function boxName(box: LabelBox, guess: Guess | undefined): string {
  if (!isProposed(box)) return box.label;
  const accepted = acceptedLabel(box, guess?.label);
  if (!guess || accepted === undefined) return `${box.label}? ${twoDigits(box.score!)}`;
  const other = guess.label === accepted ? '' : `≠ ${guess.label} `;
  return `${accepted}? ${other}${twoDigits(guess.score)}`;
}

function size({ width, height }: LabelBox['box']): string {
  return `${Math.round(width)} × ${Math.round(height)} px`;
}

function timeLeft(seconds: number): string {
  const minutes = Math.ceil(seconds / 60);
  return minutes < 90 ? `${number(minutes)} min` : `${(minutes / 60).toFixed(1)} h`;
}

/** Every word that the page shows or has read aloud, in one place for translators. */
export const TEXTS = {
  skip: 'Skip to the picture',
  loading: 'Loading …',
  close: 'Close',
  number,
  percent: (scale: number) => `${number(Math.round(scale * 100))} %`,
  folder: (name: string) => `· ${name}`,

  failed: 'The page cannot begin',
  isItRunning: 'Is maskpred label still running? Start it again and open the address that it prints.',
  openAgain:
    'This address is an old one. Open the address that maskpred label printed when it was started last.',
  tryAgain: 'Try again',

  modes: 'Way of work',
  modeNames: MODES,
  boxesMode: 'Boxes on pictures',
  facesMode: 'Faces to sort',
  overview: 'Overview',
  tools: 'Tools',
  labels: 'Labels',

  status: (status: SaveStatus, waiting: number) =>
    waiting > 0 && status !== 'saved' ? `${STATUS[status]} · ${number(waiting)} waiting` : STATUS[status],
  statusTitle: (status: SaveStatus, connection: Connection) => {
    if (status === 'unauthorised') return 'The server was started again: open the address that it printed.';
    if (status === 'refused') return 'The server cannot save.';
    return connection === 'closed' ? 'The server was stopped.' : 'The server cannot be reached.';
  },
  keptHere: (waiting: number) =>
    `${decisions(waiting)} ${waiting === 1 ? 'is' : 'are'} kept in this browser and sent as soon as it answers.`,
  keptInTab: (waiting: number) =>
    `${decisions(waiting)} ${waiting === 1 ? 'waits' : 'wait'} in this tab: keep it open. The browser has no room to keep them.`,
  filesFailed: 'The annotation files cannot be written.',
  filesSafe: 'The decisions are safe in the journal; the files are written as soon as that is possible.',
  conflictNotice: (files: number) =>
    `${count(files, 'annotation file was', 'annotation files were')} changed by another program. Nothing is written over.`,
  decideConflicts: 'Decide …',
  staleNotice: (stale: number, names: readonly string[]) =>
    `${decisions(stale)} came too late: ${names.slice(0, 3).join(', ')}${names.length > 3 ? ' …' : ''} ${names.length === 1 ? 'was' : 'were'} changed elsewhere. What you see is the present state.`,
  applyAgain: 'Apply mine to it',
  leaveIt: 'Leave it',
  conflictTitle: 'Changed by another program',
  conflictText:
    'These files are not as maskpred left them, and there are decisions that are not in them. Taking theirs can be undone.',
  keepMine: 'Keep mine, write over the file',
  takeTheirs: 'Take theirs',
  andMore: (more: number) => `and ${number(more)} more`,

  pictures: 'Pictures',
  place: (place: number, shown: number) =>
    place > 0 ? `Picture ${number(place)} of ${number(shown)}` : count(shown, 'picture', 'pictures'),
  ofAll: (total: number) => `(of ${number(total)})`,
  pictureAloud: (picture: PictureSummary) =>
    `${picture.hasConflict ? 'in conflict' : PHASES[picture.phase]}, ${number(picture.decided)} decided, ${number(picture.proposed)} proposed`,
  tally: ({ decided, proposed }: PictureSummary) =>
    decided + proposed === 0 ? '' : `${number(decided)}/${number(decided + proposed)}`,
  phases: PHASES,
  phaseMarks: {
    unread: '·',
    broken: '✕',
    todo: '○',
    proposed: '◌',
    labelled: '●',
    verified: '✓',
    conflict: '!',
  },
  searchHint: 'Search by name',
  filterState: 'State',
  filterLabel: 'Label',
  anyLabel: 'Any label',
  pictureFilters: PICTURE_FILTERS,
  faceFilters: FACE_FILTERS,
  order: 'Order',
  byUncertainty: 'Most uncertain first',
  undecidedFirst: 'Undecided first',
  byName: 'By name',

  progress: 'Progress',
  picturesDone: (done: number, total: number) =>
    `${number(done)} of ${count(total, 'picture', 'pictures')} done`,
  facesDecided: (decided: number, total: number) =>
    `${number(decided)} of ${count(total, 'face', 'faces')} decided`,
  pace: (perMinute: number | null, secondsLeft: number | null) => {
    if (perMinute === null) return 'Pace: after some decisions';
    const pace = `${number(Math.round(perMinute))} faces a minute`;
    return secondsLeft === null ? pace : `${pace}, ${timeLeft(secondsLeft)} left`;
  },
  brokenCount: (broken: number) => `${count(broken, 'picture', 'pictures')} cannot be read`,
  reading: (read: number, total: number) => `Reading annotations: ${number(read)} of ${number(total)}`,

  guessing: (done: number, total: number) => `Guesses: ${number(done)} of ${count(total, 'face', 'faces')}`,

  stage: 'Picture',
  stageOf: (name: string) => `Picture ${name}. Tab goes through its boxes, ? lists the keys.`,
  noPictures: 'There are no pictures in this folder.',
  broken: 'This picture cannot be read',
  notShown: 'The browser cannot show it. Skip it, or look at the file.',
  skipPicture: 'Skip it',
  picture: 'Picture',
  file: 'File',
  size: 'Size',
  state: 'State',
  pixels: (width: number, height: number) => `${number(width)} × ${number(height)} px`,
  journalOnly: (fields: readonly string[]) =>
    `Kept in the journal only, the files have no place for it: ${fields.join(', ')}.`,

  boxes: 'Boxes',
  boxCount: (total: number, proposed: number) =>
    proposed > 0
      ? `${count(total, 'box', 'boxes')}, ${number(proposed)} to decide`
      : count(total, 'box', 'boxes'),
  noBoxes: 'No boxes. Draw one with the pointer, or press V when there is no face.',
  looking: 'Looking for faces …',
  lookingFailed: 'Faces could not be looked for. Draw boxes by hand.',
  boxMark: (place: number, box: LabelBox, guess: Guess | undefined) =>
    `${place} ${boxName(box, guess)}${box.difficult ? ' · difficult' : ''}`,
  boxFacts: (box: LabelBox) =>
    isProposed(box) ? `${size(box.box)} · proposed ${twoDigits(box.score!)}` : size(box.box),
  boxAloud: 'Box',
  boxOf: (total: number) => `of ${number(total)}:`,
  boxName: (box: LabelBox, guess: Guess | undefined) =>
    `${boxName(box, guess)}${box.difficult ? ' · difficult' : ''}`,
  toDecide: 'to decide',
  isDecided: 'decided',
  brightness: 'Brightness',
  drawHint: 'Drawn boxes are',
  space: 'Space',

  faceCount: (total: number) => `${count(total, 'face', 'faces')} to sort`,
  faceAloud: ({ label, isDecided, guess, disagrees, name }: FaceItem) =>
    [
      `${label}, ${isDecided ? 'decided' : 'not decided'}`,
      ...(guess ? [`guess ${guess.label} ${twoDigits(guess.score)}${disagrees ? ', disagrees' : ''}`] : []),
      name,
    ].join(', '),
  faceGuess: ({ guess, disagrees }: FaceItem) =>
    guess ? `${disagrees ? '≠ ' : ''}${guess.label} ${twoDigits(guess.score)}` : '',
  noFaces: 'There are no such faces.',
  selectedCount: (selected: number) => `${count(selected, 'face', 'faces')} selected`,
  selectHint: 'Shift selects a run',
  faceUnderCursor: 'Face under the cursor',
  showInPicture: 'Show in its picture',
  enter: 'Enter',
  guessesCame: 'New guesses: sort again',
  cropSize: 'Size of the faces',
  cropSizes: ['S', 'M', 'L'],

  accept: 'Accept',
  giveLabel: (label: string) => `Label: ${label}`,
  remove: 'Delete the box',
  duplicate: 'Duplicate the box',
  copyPrevious: 'Copy the boxes of the picture before',
  difficult: 'Difficult',
  nextBox: 'Next box',
  previousBox: 'Box before',
  deselect: 'Select nothing',
  nudge: 'Move the box by 1 pixel',
  nudgeFar: 'Move it by 10 pixels',
  grow: 'Resize the box by 1 pixel',
  growFar: 'Resize it by 10 pixels',
  next: 'Next',
  previous: 'Previous',
  nextUndecided: 'Next undecided picture',
  verify: 'Verified',
  zoomFace: 'Zoom to the face, and back',
  fit: 'Fit the picture',
  zoomIn: 'Zoom in',
  zoomOut: 'Zoom out',
  brighter: 'Brightness: next step',
  names: 'Labels beside the boxes on or off',
  undo: 'Undo',
  redo: 'Redo',
  search: 'Search by name',
  otherMode: 'Boxes or faces',
  options: 'Options',
  help: 'Help',
  confirm: 'Right as it is',
  takeGuess: 'Take the guess',
  moveCursor: 'Go through the faces',
  selectRun: 'Select a run',
  selectAll: 'Select all',
  sortAgain: 'Sort again',

  helpTitle: 'Keys',
  groups: GROUPS,
  keyName: (key: string) =>
    key
      .split(/\+(?=.)/)
      .map((part) => KEY_NAMES[part] ?? (part.length === 1 ? part.toUpperCase() : part))
      .join(' '),
  pointerHelp:
    'Boxes: drag to draw, drag inside the current box or at its edges to change it, Shift-drag to draw over it. Wheel zooms; hold Space or the middle button to move the picture. Tab goes through the boxes. Faces: click selects, Shift-click a run, Ctrl-click one more.',
  choices: CHOICES,
  appearance: 'Appearance',
  appearances: APPEARANCES,

  accepted: (label: string) => `Accepted: ${label}.`,
  labelled: (label: string) => `Labelled ${label}.`,
  labelledFaces: (faces: number, labels: string) => `${count(faces, 'face', 'faces')}: ${labels}.`,
  removed: 'Deleted.',
  drawn: (label: string) => `Drawn: ${label}.`,
  drawnAs: (label: string) => `No box is selected. Boxes that you draw are ${label}.`,
  copied: (boxes: number) => `Copied ${count(boxes, 'box', 'boxes')}.`,
  verified: 'Picture verified.',
  unverified: 'Picture not verified any more.',
  undone: 'Undone.',
  redone: 'Done again.',
  nothingToUndo: 'There is nothing to undo.',
  nothingToRedo: 'There is nothing to do again.',
  nothingToCopy: 'The picture before has no decided boxes.',
  nothingSelected: 'No box is selected. Tab goes through them.',
  alreadyDecided: 'This box is decided. A label key changes it.',
  needsLabel: 'Nobody guessed a label for this face: press a label key.',
  pictureDone: 'All boxes of this picture are decided.',
  allDone: 'Nothing is left to decide.',
  firstPicture: 'This is the first picture.',
  lastPicture: 'This is the last picture.',
  historyOffline: 'What is saved can be undone once the server answers again.',
  historyMoved: 'Something else was changed meanwhile. Press again to undo that.',
  notLoaded: (reason: string) => `Not loaded: ${reason}`,
  refused: (reason: string) => `Not possible: ${reason}`,
};
