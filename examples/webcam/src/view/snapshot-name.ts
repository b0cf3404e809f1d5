import type { Settings } from '../settings.js';

/** @example snapshotName(new Date(2026, 4, 3, 9, 7, 5), 'png'); // 'maskpred-2026-05-03-090705.png' */
export function snapshotName(now: Date, format: Settings['snapshotFormat']): string {
  const two = (value: number) => String(value).padStart(2, '0');
  const day = `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
  const time = two(now.getHours()) + two(now.getMinutes()) + two(now.getSeconds());
  return `maskpred-${day}-${time}.${format === 'jpeg' ? 'jpg' : format}`;
}
