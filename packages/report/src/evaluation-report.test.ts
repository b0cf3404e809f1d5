import { load } from 'cheerio';
import { describe, expect, it } from 'vitest';
import { emptyEvaluation, evaluationOf } from './__fixtures__/evaluations.js';
import { rowsOf, texts } from './__fixtures__/read-page.js';
import { formatEvaluationReport } from './evaluation-report.js';

const LABELS = ['mask', 'no-mask', 'not-face'];

/** Pages with many charts take a second or two; a busy machine takes its time: milliseconds. */
const SLOW = 180_000;

describe('formatEvaluationReport', () => {
  it('says what can be said when there was no picture', async () => {
    const $ = load(await formatEvaluationReport({ title: 'None', evaluation: emptyEvaluation(LABELS) }));
    expect($('h1').text()).toBe('None');
    expect($('main').text()).toContain('0 of 0 pictures');
    expect($('main').text()).not.toMatch(/NaN|undefined|null/);
    expect(rowsOf($, 'Each label')[0]).toEqual(['mask', '0', '–', '–', '–', '–', '–']);
  });

  it('has the figures of the evaluation, with their intervals', async () => {
    const $ = load(await formatEvaluationReport({ title: 'T', evaluation: evaluationOf(LABELS) }));
    expect(texts($, '.figures li')).toEqual([
      '97.5 % accuracy 92.9 to 99.1 %',
      '96.4 % balanced accuracy 91.0 to 99.0 %',
      '0.012 calibration error 0.046 before temperature',
      '0.087 log loss',
      '120 pictures',
    ]);
    expect($('main').text()).toContain('117 of 120 pictures were called what they show');
    expect(rowsOf($, 'Counts')[1]).toEqual(['no-mask', '0 0.0 %', '39 97.5 %', '1 2.5 %', '40']);
    expect(rowsOf($, 'Each label')[0]!.slice(0, 3)).toEqual(['mask', '40', '97.5 % 89.5 to 100.0 %']);
    expect(rowsOf($, 'Shorter side')).toEqual([['24-48', '20', '91.0 % 83.0 to 96.0 %', '90.0 %']]);
    expect(rowsOf($, 'Where the pictures come from')[0]![0]).toBe('commons');
  });

  it('draws each chart, says what it shows, and has its figures', async () => {
    const $ = load(await formatEvaluationReport({ title: 'T', evaluation: evaluationOf(LABELS) }));
    const charts = $('.chart').toArray();
    expect(charts.map((chart) => $(chart).find('figcaption').text())).toEqual([
      'ROC, upper left corner',
      'Precision and recall, upper right corner',
      'Threshold on mask',
      'Threshold on no-mask',
      'Threshold on not-face',
      'How often a score is right, before and after temperature',
    ]);
    for (const chart of charts) {
      expect($(chart).find('[role=img]').attr('aria-label')).toMatch(/^Line chart/);
      expect($(chart).find('svg path[d]').length).toBeGreaterThan(0);
      expect($(chart).find('details td').length).toBeGreaterThan(10);
    }
    const alts = charts.map((chart) => $(chart).find('[role=img]').attr('aria-label'));
    expect(alts[0]).toContain('mask 0.993');
    expect(alts[5]).toContain('0.012 after, 0.046 before');
  });

  it('draws nothing for a label that no picture shows, and says so', async () => {
    const evaluation = evaluationOf(LABELS);
    const perLabel = evaluation.perLabel.map((metrics, i) =>
      i === 2 ? { ...metrics, support: 0 } : metrics,
    );
    const $ = load(await formatEvaluationReport({ title: 'T', evaluation: { ...evaluation, perLabel } }));
    expect($('.chart figcaption').text()).not.toContain('not-face');
    expect($('.limits').text()).toContain('few pictures of not-face (0)');
  });

  it('shows the corner where good curves are', async () => {
    const evaluation = evaluationOf(['a', 'b']);
    const curves = evaluation.curves.map(({ label }) => ({
      label,
      points: [
        { threshold: 0.9, recall: 0.98, precision: 1, falsePositiveRate: 0 },
        { threshold: 0.1, recall: 1, precision: 0.5, falsePositiveRate: 1 },
      ],
    }));
    const $ = load(await formatEvaluationReport({ title: 'T', evaluation: { ...evaluation, curves } }));
    const ticks = texts($, '.chart:first .role-axis-label text');
    expect($('.chart figcaption').first().text()).toBe('ROC, upper left corner');
    expect(ticks).toContain('5%');
    expect(ticks).not.toContain('50%');
  });

  it('says the same of an evaluation that went through a file', async () => {
    for (const evaluation of [evaluationOf(LABELS), emptyEvaluation(LABELS)]) {
      const read = JSON.parse(JSON.stringify(evaluation)) as typeof evaluation;
      const format = (value: typeof evaluation) => formatEvaluationReport({ title: 'T', evaluation: value });
      expect(await format(read)).toBe(await format(evaluation));
    }
  });

  it('stays under a megabyte with 20 labels and 200 points a curve', { timeout: SLOW }, async () => {
    const labels = Array.from({ length: 20 }, (_, i) => `label ${i + 1}`);
    const page = await formatEvaluationReport({ title: 'T', evaluation: evaluationOf(labels, 200) });
    expect(page.length).toBeLessThan(1_000_000);
    expect(load(page)('.confusion tbody tr')).toHaveLength(20);
  });

  it('leaves its input alone', async () => {
    const report = { title: 'T', evaluation: evaluationOf(LABELS) };
    const before = structuredClone(report);
    await formatEvaluationReport(report);
    expect(report).toEqual(before);
  });
});
