/** Colours of a drawing: CSS variables in a page, which follow the reader's colour scheme; fixed ones in a picture file. */
export interface ChartTheme {
  readonly ink: string;
  readonly line: string;
  /** Of the series, in their order; they are taken anew from the start, with another dash, when there are more. */
  readonly series: readonly string[];
}

/** Follows light and dark by the variables of the page's style. */
export const PAGE_THEME: ChartTheme = {
  ink: 'var(--ink)',
  line: 'var(--line)',
  series: Array.from({ length: 8 }, (_, i) => `var(--series-${i + 1})`),
};

/**
 * A vega-lite chart as an SVG element without background. vega has top-level await, so it is loaded only when a chart is
 * drawn, and never by `require()`.
 */
export async function renderSvg(spec: object, theme: ChartTheme = PAGE_THEME): Promise<string> {
  const [vega, { compile }] = await Promise.all([import('vega'), import('vega-lite')]);
  // what compile takes is typed as one union of all charts there are
  const compiled = compile({ background: 'transparent', config: configOf(theme), ...spec } as never);
  const view = new vega.View(vega.parse(compiled.spec), {
    renderer: 'none',
    logger: vega.logger(vega.None), // libraries do not print
  });
  try {
    return shorten(await view.toSVG());
  } finally {
    view.finalize();
  }
}

/** Pixels; vega's own are smaller, and a phone shrinks the drawing somewhat. */
const AXIS_TEXT = { labelFontSize: 11, titleFontSize: 12 };

function configOf({ ink, line, series }: ChartTheme): object {
  const text = { labelColor: ink, titleColor: ink, titleFontWeight: 'normal' };
  return {
    font: 'sans-serif',
    aria: false, // the figure has one text for all of it
    view: { stroke: null },
    axis: { ...text, ...AXIS_TEXT, gridColor: line, domainColor: line, tickColor: line },
    legend: {
      ...text,
      labelFontSize: AXIS_TEXT.labelFontSize,
      orient: 'bottom',
      title: null,
      labelLimit: 140,
      symbolStrokeWidth: 2,
    },
    bar: { fill: series[0] },
    text: { fill: ink },
  };
}

/** Tenths of a pixel are enough for paths; vega writes thousandths. */
function shorten(svg: string): string {
  return svg.replace(/ d="[^"]*"/g, (path) =>
    path.replace(/\d+\.\d{2,}/g, (number) => String(Math.round(Number(number) * 10) / 10)),
  );
}
