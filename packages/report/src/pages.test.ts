import { load } from 'cheerio';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { activeParts } from './__fixtures__/active-parts.js';
import { HOSTILE_NAMES } from './__fixtures__/hostile.js';
import { formatContactSheet } from './contact-sheet.js';
import { type DatasetReport, formatDatasetReport } from './dataset-report.js';

const PIXEL = 'data:image/gif;base64,R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw==';

function sheetOf(src: string): string {
  return formatContactSheet({
    title: 'Sheet',
    groups: [{ title: 'Group', pictures: [{ src, caption: 'a.jpg' }] }],
  });
}

function reportOf(name: string): DatasetReport {
  return {
    title: name,
    note: name,
    figures: [{ name, value: name }],
    charts: [{ title: name, xTitle: name, yTitle: name, bars: [{ name, value: 3 }] }],
    tables: [{ caption: name, head: ['', name], rows: [[name, name]] }],
    findings: [
      {
        title: name,
        severity: 'error',
        note: name,
        count: 1,
        hidden: 1,
        groups: [[{ src: PIXEL, caption: name, note: name }, { caption: name }]],
      },
    ],
  };
}

describe('formatContactSheet', () => {
  it('says so when there is nothing', () => {
    const $ = load(formatContactSheet({ title: 'None', groups: [] }));
    expect($('main').text()).toContain('nothing to show');
    expect($('img')).toHaveLength(0);
  });

  it('shows each picture below the title of its group, with its name as alternative text', () => {
    const pictures = [
      { src: PIXEL, caption: 'a.jpg', note: 'kept' },
      { src: 'small/b.jpg', caption: 'b.jpg' },
    ];
    const $ = load(formatContactSheet({ title: 'Twins', groups: [{ title: 'First', note: 'n', pictures }] }));
    expect($('h1').text()).toBe('Twins');
    expect($('h2').text()).toBe('First');
    expect(
      $('img')
        .toArray()
        .map((image) => [$(image).attr('src'), $(image).attr('alt')]),
    ).toEqual([
      [PIXEL, 'a.jpg'],
      ['small/b.jpg', 'b.jpg'],
    ]);
    expect($('.caption').first().text()).toContain('kept');
  });

  it.each([
    'https://evil.example/a.jpg',
    '//evil.example/a.jpg',
    '\\\\evil.example\\a.jpg',
    ' https://evil.example/a.jpg',
    'ht\ntps://evil.example/a.jpg',
    'javascript:alert(1)',
    'file:///etc/passwd',
    'data:text/html,<script>alert(1)</script>',
  ])('shows no picture from %j', (src) => {
    expect(load(sheetOf(src))('img')).toHaveLength(0);
  });

  it.each([PIXEL, 'thumbs/a.jpg', './a.jpg', '../a%20b.jpg'])('shows a picture from %j', (src) => {
    expect(load(sheetOf(src))('img')).toHaveLength(1);
  });

  it.each(HOSTILE_NAMES)('takes %j for text', (name) => {
    const page = formatContactSheet({
      title: name,
      note: name,
      groups: [{ title: name, note: name, pictures: [{ src: PIXEL, caption: name, note: name }] }],
    });
    const $ = load(page);
    expect(activeParts(page)).toEqual([]);
    expect($('h1')).toHaveLength(1);
    expect([$('h1').text(), $('h2').text(), $('title').text()]).toEqual([name, name, name]);
    expect($('img').attr('alt')).toBe(name);
    expect($('.caption bdi').first().text()).toBe(name);
  });

  it('takes any text for text', () => {
    fc.assert(
      // HTML turns a carriage return into a line break and has no NUL and no halves of a surrogate pair
      fc.property(
        fc.string({ unit: 'grapheme' }).map((text) => text.replace(/[\r\0]/g, '')),
        (name) => {
          const page = formatContactSheet({
            title: 'T',
            groups: [{ title: name, pictures: [{ src: PIXEL, caption: name }] }],
          });
          const $ = load(page);
          expect(activeParts(page)).toEqual([]);
          expect([$('h2').text(), $('img').attr('alt')]).toEqual([name, name]);
        },
      ),
      { numRuns: 200 },
    );
  });
});

describe('formatDatasetReport', () => {
  it('is a page with nothing but its title when there is nothing to report', async () => {
    const $ = load(await formatDatasetReport({ title: 'Empty', figures: [], charts: [], tables: [] }));
    expect($('h1').text()).toBe('Empty');
    expect(
      $('h2')
        .toArray()
        .map((heading) => $(heading).text()),
    ).toEqual(['What it consists of']);
  });

  it('tells a set without findings from one that was not checked', async () => {
    const empty = { title: 'T', figures: [], charts: [], tables: [] };
    expect(await formatDatasetReport({ ...empty, findings: [] })).toContain('Nothing was found');
    expect(await formatDatasetReport(empty)).not.toContain('Nothing was found');
  });

  it('has the figures of a chart as text, too', async () => {
    const bars = [
      { name: 'mask', value: 1671 },
      { name: 'no-mask', value: 1507 },
    ];
    const chart = { title: 'Labels', xTitle: 'label', yTitle: 'pictures', bars };
    const $ = load(await formatDatasetReport({ title: 'T', figures: [], charts: [chart], tables: [] }));
    expect($('.chart svg path[d]').length).toBeGreaterThan(0);
    expect(
      $('.chart td')
        .toArray()
        .map((cell) => $(cell).text()),
    ).toEqual(['1671', '1507']);
    expect($('.chart svg').text()).toContain('no-mask');
  });

  it('leads from the list of kinds to the pictures of each', async () => {
    const section = { severity: 'note', count: 2, hidden: 0, groups: [] } as const;
    const findings = [
      { ...section, title: 'Dark' },
      { ...section, title: 'Blurred', hidden: 1 },
    ];
    const $ = load(await formatDatasetReport({ title: 'T', figures: [], charts: [], tables: [], findings }));
    const targets = $('nav a')
      .toArray()
      .map((link) => $($(link).attr('href')!).text().trim());
    expect(targets.map((text) => text.replace(/\s+/g, ' '))).toEqual(['Dark: 2 note', 'Blurred: 2 note']);
    expect($('main').text()).toContain('and 1 more');
  });

  it.each(HOSTILE_NAMES)('takes %j for text', async (name) => {
    const page = await formatDatasetReport(reportOf(name));
    const $ = load(page);
    expect(activeParts(page)).toEqual([]);
    expect($('h1').text()).toBe(name);
    expect($('h1')).toHaveLength(1);
    expect($('img').attr('alt')).toBe(name);
    expect(
      $('.chart td, .chart th')
        .toArray()
        .map((cell) => $(cell).text()),
    ).toEqual([name, name, name, '3']);
  });

  it('forbids everything but its own style and pictures', async () => {
    const $ = load(await formatDatasetReport(reportOf('a')));
    const policy = $('meta[http-equiv=Content-Security-Policy]').attr('content')!;
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toMatch(/https?:|script|connect|\*/);
    expect(
      $('[src], [href]')
        .toArray()
        .filter((element) => /^https?:/.test($(element).attr('src') ?? $(element).attr('href') ?? '')),
    ).toHaveLength(0);
  });

  it('is the same for the same input, which it leaves alone', async () => {
    const report = reportOf('a');
    const before = structuredClone(report);
    expect(await formatDatasetReport(report)).toBe(await formatDatasetReport(report));
    expect(report).toEqual(before);
  });
});
