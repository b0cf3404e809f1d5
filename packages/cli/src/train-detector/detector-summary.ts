import Table from 'cli-table3';
import type { DetectorMetadata } from './model-files.js';

/** What was trained and how good it is, for a terminal. */
export function formatDetectorSummary({ training, metrics }: DetectorMetadata, out: string): string {
  const { train, val } = training.counts;
  const lines = [`Trained on ${train.faces} faces in ${train.scenes} scenes: ${out}`];
  if (metrics.length > 0) {
    const percent = (share: number) => `${(share * 100).toFixed(1)} %`;
    const table = new Table({
      head: [`${val.scenes} scenes kept out`, 'faces', 'recall', 'precision', 'average precision'],
      style: { head: [], border: [] },
    });
    for (const { minSize, faces, recall, precision, faceAp } of metrics) {
      table.push([
        `at least ${minSize} px`,
        String(faces),
        percent(recall.value),
        percent(precision.value),
        faceAp.toFixed(3),
      ]);
    }
    lines.push(table.toString());
  }
  lines.push(`Use it: maskpred predict photo.jpg --detector ${out}`);
  return `${lines.join('\n')}\n`;
}

/** @example formatBytes(1_234_567_890); // '1.2 GB' */
export function formatBytes(bytes: number): string {
  return bytes < 1e9 ? `${(bytes / 1e6).toFixed(0)} MB` : `${(bytes / 1e9).toFixed(1)} GB`;
}
