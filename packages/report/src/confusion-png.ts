import { assertArgument, type ClassificationEvaluation } from '@maskpred/core';
import { type ChartTheme, renderSvg } from './charts/vega-svg.js';
import { formatShare } from './numbers.js';

/** As the light pages. */
const PAPER: ChartTheme = { ink: '#1d2430', line: '#d9dee6', series: ['#2a5db0'] };

/** From no picture of a row to all of them; the text has a contrast of at least 6 to 1 on each. */
const SHADES = ['#f5f7fa', '#7da3e0'];

/** Pixels of the picture for each of the drawing: sharp on screens and in print. */
const SCALE = 2;

/** Labels that still make a legible picture. */
const MOST_LABELS = 40;

/**
 * The confusion matrix as a PNG picture: counts, and per cent of the row. Text is drawn with the fonts of the system.
 * @throws {MaskpredError} INVALID_ARGUMENT for fewer than 2 or more than 40 labels.
 * @example
 * await writeFile('confusion-matrix.png', await renderConfusionPng(evaluation));
 */
export async function renderConfusionPng(
  evaluation: Pick<ClassificationEvaluation, 'labels' | 'confusion'>,
): Promise<Uint8Array> {
  const { labels } = evaluation;
  assertArgument(
    labels.length >= 2 && labels.length <= MOST_LABELS,
    `A picture of a confusion matrix has 2 to ${MOST_LABELS} labels, got ${labels.length}.`,
  );
  const svg = await renderSvg(specOf(evaluation), PAPER);
  const { default: sharp } = await import('sharp');
  const png = await sharp(Buffer.from(svg), { density: 72 * SCALE })
    .flatten({ background: '#ffffff' })
    .png({ compressionLevel: 9, palette: true })
    .toBuffer();
  return new Uint8Array(png);
}

function specOf({ labels, confusion }: Pick<ClassificationEvaluation, 'labels' | 'confusion'>): object {
  const cell = labels.length <= 6 ? 96 : labels.length <= 12 ? 72 : 54;
  const names = labels.map((_, i) => String(i)); // positions, since two labels may look alike where they are cut
  const values = confusion.flatMap((row, i) => {
    const total = row.reduce((sum, count) => sum + count, 0);
    return row.map((count, j) => {
      const share = total > 0 ? count / total : 0;
      return {
        truth: names[i],
        called: names[j],
        count,
        share,
        percent: total > 0 ? formatShare(share) : '',
      };
    });
  });
  const axis = (title: string, options: object) => ({
    title,
    labelExpr: `${JSON.stringify(labels)}[toNumber(datum.value)]`,
    labelLimit: 160,
    labelFontSize: 13,
    titleFontSize: 14,
    titlePadding: 12,
    ticks: false,
    domain: false,
    ...options,
  });
  const text = (field: string, fontSize: number, dy: number, options: object = {}) => ({
    mark: { type: 'text', fontSize, dy, baseline: 'middle', ...options },
    encoding: { text: { field } },
  });
  const size = cell >= 90 ? [22, 13] : cell >= 70 ? [16, 11] : [12, 9];
  return {
    width: { step: cell },
    height: { step: cell },
    padding: 16,
    data: { values },
    encoding: {
      x: {
        field: 'called',
        type: 'nominal',
        sort: names,
        scale: { padding: 0.03 },
        axis: axis('called', { orient: 'top', labelAngle: labels.length > 4 ? -40 : 0 }),
      },
      y: {
        field: 'truth',
        type: 'nominal',
        sort: names,
        scale: { padding: 0.03 },
        axis: axis('truth', { titleAngle: 0, titleAlign: 'right' }),
      },
    },
    layer: [
      {
        mark: { type: 'rect', cornerRadius: 3 },
        encoding: {
          fill: {
            field: 'share',
            type: 'quantitative',
            scale: { domain: [0, 1], range: SHADES },
            legend: null,
          },
        },
      },
      text('count', size[0]!, -size[0]! * 0.4, { fontWeight: 'bold' }),
      text('percent', size[1]!, size[0]! * 0.6),
    ],
  };
}
