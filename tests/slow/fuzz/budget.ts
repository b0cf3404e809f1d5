/** Cases of all targets together, by what `MASKPRED_TEST_RUNS` says. */
const CASES = { short: 50_000, long: 1_000_000 } as const;

/** Parts of 1000 that each target gets: text is cheap to parse, a picture takes milliseconds to decode. */
const SHARES = {
  voc: 110,
  yolo: 80,
  'yolo-classes': 20,
  'yolo-data': 20,
  coco: 90,
  'create-ml': 70,
  labelme: 40,
  via: 40,
  labels: 20,
  split: 70,
  'crop-records': 30,
  'shared-pictures': 40,
  manifest: 70,
  'model-json': 20,
  weights: 20,
  metadata: 40,
  openverse: 30,
  commons: 30,
  bing: 30,
  page: 20,
  'url-list': 20,
  plan: 15,
  robots: 20,
  'image-bytes': 30,
  'stored-picture': 25,
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
