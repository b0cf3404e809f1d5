import type { Count, DatasetStats } from '@maskpred/dataset';
import type { DatasetReport } from '@maskpred/report';
import { isKnown, SPREAD_HEAD, spreadRows, trimSizes } from './tables.js';

const SIDE = 'shorter side, pixels';

/** What the page on a data set shows of its statistics. */
export function statsPage(folder: string, stats: DatasetStats): DatasetReport {
  const { layout, pictures, boxes, byteLength, unreadable, labels } = stats;
  const figures = [
    { name: 'pictures', value: String(pictures) },
    ...(boxes > 0 ? [{ name: 'labelled boxes', value: String(boxes) }] : []),
    ...(labels.length > 0 ? [{ name: 'labels', value: String(labels.length) }] : []),
    { name: 'MB', value: (byteLength / 1e6).toFixed(1) },
    ...(unreadable > 0 ? [{ name: 'cannot be read', value: String(unreadable) }] : []),
  ];
  const chart = (title: string, xTitle: string, yTitle: string, counts: readonly Count[]) => ({
    title,
    xTitle,
    yTitle,
    bars: counts.map(({ name, count }) => ({ name, value: count })),
  });
  const counted = layout === 'scenes' ? 'boxes' : 'pictures';
  const charts = [
    ...(labels.length > 0 ? [chart('Labels', 'label', counted, labels)] : []),
    ...(layout === 'pictures' ? [] : [chart('Face sizes', SIDE, counted, trimSizes(stats.faceSizes))]),
    ...(layout === 'image-folder'
      ? []
      : [chart('Picture sizes', SIDE, 'pictures', trimSizes(stats.pictureSizes))]),
    ...(isKnown(stats.sources) ? [chart('Sources', 'source', 'pictures', stats.sources)] : []),
    ...(isKnown(stats.licenses) ? [chart('Licences', 'licence', 'pictures', stats.licenses)] : []),
  ];
  return {
    title: 'Data set report',
    note: folder,
    figures,
    charts,
    tables: [{ caption: 'Measured values', head: SPREAD_HEAD, rows: spreadRows(stats) }],
  };
}
