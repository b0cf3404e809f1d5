import type { CameraProblem } from './video/camera.js';
import type { DetectorChoice, EngineChoice, OwnModelNames } from './inference/protocol.js';
import type { Counts } from './live/history.js';

const number = new Intl.NumberFormat('en-GB');
const oneDigit = new Intl.NumberFormat('en-GB', { minimumFractionDigits: 1, maximumFractionDigits: 1 });
const list = new Intl.ListFormat('en-GB');
const percent = (share: number) => `${number.format(Math.round(share * 100))} %`;

const CAMERA_PROBLEMS: Record<CameraProblem, { readonly title: string; readonly advice: string }> = {
  refused: {
    title: 'The camera is not allowed here',
    advice: 'Allow it in the browser’s site settings (the icon beside the address), then start again.',
  },
  absent: {
    title: 'No camera was found',
    advice: 'Connect one, or open a picture instead.',
  },
  taken: {
    title: 'The camera is in use',
    advice: 'Another program or tab has it. Close that one, then start again.',
  },
  insecure: {
    title: 'No camera on this address',
    advice: 'Browsers give a camera only to pages on https:// or localhost.',
  },
  ended: {
    title: 'The camera stopped',
    advice: 'It was unplugged, or the system took it back. Start again when it is there.',
  },
  unknown: {
    title: 'The camera did not start',
    advice: 'Start again, or choose another camera.',
  },
};

const DETECTORS: Record<DetectorChoice, string> = {
  'mediapipe-short': 'MediaPipe, near (fastest)',
  'mediapipe-full': 'MediaPipe, across a room',
  'ssd-fast': 'SSD, fast',
  'ssd-fine': 'SSD, small faces too',
};

const ENGINES: Record<EngineChoice, string> = {
  auto: 'Automatic',
  webgpu: 'WebGPU',
  webgl: 'WebGL',
  wasm: 'WebAssembly',
};

const WEARING: ReadonlyMap<string, string> = new Map([
  ['mask', 'with mask'],
  ['no-mask', 'without mask'],
]);

const countsOf = (labels: readonly string[], counts: readonly number[]): string[] =>
  labels.map((label, index) => `${counts[index] ?? 0} ${WEARING.get(label) ?? label}`);

/** Every word that the app shows, in one place for translators. */
export const TEXTS = {
  name: 'maskpred',
  tagline: 'Who wears a face mask?',
  /** Empty where there are none. */
  ownModels: ({ classifier, detector }: OwnModelNames) =>
    [classifier && `Model: ${classifier}`, detector && `Detector: ${detector}`].filter(Boolean).join(' · '),
  privacy: 'Pictures stay on this device.',
  skip: 'Skip to the controls',

  welcomeTitle: 'See who wears a face mask',
  welcomeText: 'The camera’s pictures are analysed on this device and go nowhere.',
  start: 'Start camera',
  starting: 'Starting …',
  stop: 'Stop',
  sample: 'Sample video',
  openPictures: 'Open pictures',
  dropHere: 'Drop pictures to analyse them',
  snapshot: 'Snapshot',
  snapshotDone: 'Snapshot saved.',
  snapshotFailed: 'The snapshot could not be saved.',
  mirror: 'Mirror',
  camera: 'Camera',
  cameraDefault: 'Automatic',
  cameraNumber: (n: number) => `Camera ${n}`,
  cameraProblem: (problem: CameraProblem) => CAMERA_PROBLEMS[problem],
  sampleInstead: 'The sample video runs instead.',
  tryAgain: 'Try again',
  close: 'Close',
  stage: 'Video with the faces found',
  tools: 'Tools',

  live: 'Live',
  sampleRuns: 'Sample',
  loading: 'Loading …',
  paused: 'Paused',
  pausedHidden: 'Paused while this tab is in the background.',
  idle: 'Stopped',
  failed: 'Not running',
  picture: 'Picture',
  status: (name: string, engine: string | undefined, framesPerSecond: number | undefined) =>
    [name, engine, framesPerSecond === undefined ? undefined : `${oneDigit.format(framesPerSecond)} fps`]
      .filter(Boolean)
      .join(' · '),

  now: 'Now',
  wearing: (label: string) => WEARING.get(label) ?? label,
  deciding: (count: number) =>
    count === 0 ? 'nobody being decided' : `${number.format(count)} being decided`,
  countsAloud: (labels: readonly string[], { perLabel, deciding }: Counts) => {
    const parts = countsOf(labels, perLabel);
    if (deciding > 0) parts.push(`${deciding} being decided`);
    return deciding === 0 && perLabel.every((count) => count === 0) ? 'No face.' : `${parts.join(', ')}.`;
  },
  people: 'Faces',
  nobody: 'No face in view.',
  person: (id: number) => `Face ${id}`,
  label: (label: string | undefined) =>
    label === undefined ? 'deciding …' : label === 'mask' ? 'mask' : label === 'no-mask' ? 'no mask' : label,
  boxText: (label: string | undefined, score: number) =>
    label === undefined ? 'deciding …' : `${TEXTS.label(label)} ${percent(score)}`,
  percent,

  history: 'Last minute',
  historySummary: (seconds: number, labels: readonly string[], most: readonly number[]) =>
    seconds === 0
      ? 'Nothing recorded yet.'
      : `Over ${seconds} seconds: at most ${list.format(countsOf(labels, most))} at once.`,

  settings: 'Settings',
  detector: 'Detector',
  detectorName: (choice: DetectorChoice) => DETECTORS[choice],
  engine: 'Engine',
  engineName: (choice: EngineChoice) => ENGINES[choice],
  minScore: 'Face threshold',
  minScoreHelp: 'Lower finds more faces, and more that are none.',
  sound: 'Sound for a face without mask',
  snapshotFormat: 'Snapshot format',
  snapshotFormatName: { png: 'PNG', jpeg: 'JPEG' },
  appearance: 'Appearance',
  appearanceName: { system: 'As the system', light: 'Light', dark: 'Dark' },
  shortcutsOn: 'Keyboard shortcuts',

  performance: 'Performance',
  framesAnalysed: 'Frames a second',
  perFrame: 'A frame takes',
  steps: {
    grab: 'Take frame',
    read: 'Read pixels',
    detect: 'Find faces',
    classify: 'Judge masks',
    other: 'Rest',
  },
  step: 'Step',
  time: 'Time',
  share: 'Share',
  milliseconds: (ms: number) => `${oneDigit.format(ms)} ms`,
  frameSize: 'Frame',
  size: (width: number, height: number) => `${width} × ${height}`,
  tensors: 'Tensors',
  started: 'Loaded in',
  noFigures: 'Figures appear when a video runs.',

  pictureOf: (index: number, count: number) => `Picture ${index} of ${count}`,
  previous: 'Previous picture',
  next: 'Next picture',
  backToVideo: 'Back to the video',
  analysing: 'Analysing …',
  pictureFailed: (name: string, message: string) => `${name}: ${message}`,
  pictureNone: 'There is no picture in what was dropped or pasted.',

  engineProblemTitle: 'The analysis does not run',
  engineLost: 'The graphics engine was lost and has been started again.',
  engineReduced: 'The graphics engine failed repeatedly, so the analysis goes on without it.',
  frameProblem: (message: string) => `A frame could not be analysed: ${message}`,
  repair: 'Fetch the app’s files again',

  shortcuts: 'Keyboard shortcuts',
  shortcutNames: {
    start: 'Start or stop the camera',
    sample: 'Sample video',
    open: 'Open pictures',
    snapshot: 'Snapshot',
    mirror: 'Mirror',
    camera: 'Next camera',
    sound: 'Sound on or off',
    performance: 'Performance figures',
    help: 'This list',
    paste: 'Paste a picture',
  },

  install: 'Install',
  offlineReady: 'This app now works without a network.',
  updateReady: 'A new version is ready.',
  reload: 'Reload',
} as const;
