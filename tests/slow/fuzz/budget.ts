/** Cases of all targets together, by what `MASKPRED_TEST_RUNS` says. */
const CASES = { short: 50_000, long: 1_000_000 } as const;

/** Parts of 1000 that each target gets: text is cheap to parse, a picture takes milliseconds to decode. */
const SHARES = {
  voc: 85,
  yolo: 65,
  'yolo-classes': 15,
  'yolo-data': 16,
  coco: 75,
  'create-ml': 55,
  labelme: 35,
  via: 35,
  labels: 15,
  split: 55,
  'crop-records': 22,
  'shared-pictures': 28,
  manifest: 50,
  'model-json': 20,
  weights: 20,
  metadata: 30,
  'shard-names': 15,
  'ssd-model': 8,
  'keras-h5': 20,
  'keras-topology': 20,
  sidecar: 10,
  openverse: 25,
  commons: 25,
  bing: 25,
  page: 18,
  'url-list': 18,
  plan: 13,
  robots: 16,
  'crawl-journal': 5,
  'image-bytes': 27,
  'stored-picture': 22,
  'label-requests': 15,
  'label-journal': 24,
  'train-checkpoint': 12,
  'detector-checkpoint': 12,
  'feature-cache': 5,
  fingerprints: 4,
  results: 15,
  answers: 6,
  'seen-file': 3,
  moves: 5,
  'groups-file': 6,
  'ffmpeg-log': 5,
} as const;

export type FuzzTarget = keyof typeof SHARES;

/** How many cases a target gets in this run. */
export function casesOf(target: FuzzTarget): number {
  const total = CASES[process.env['MASKPRED_TEST_RUNS'] === 'long' ? 'long' : 'short'];
  return (total * SHARES[target]) / 1000;
}

/** Cases of all targets in this run. */
export function totalCases(): number {
  return Object.keys(SHARES).reduce((sum, target) => sum + casesOf(target as FuzzTarget), 0);
}
