/** The style of every page: system fonts, light and dark, phone and paper. */
export const STYLE = `
:root { color-scheme: light dark; --ink: #1d2430; --soft: #5b6676; --line: #d9dee6; --ground: #ffffff; --panel: #f5f7fa;
  --good: #1a7f4b; --warn: #9a5b00; --bad: #b3261e; --mark: #2a5db0; }
@media (prefers-color-scheme: dark) { :root { --ink: #e8ecf2; --soft: #a3adbb; --line: #343c49; --ground: #14181f;
  --panel: #1c222c; --good: #63cf97; --warn: #f0b45a; --bad: #ff8a80; --mark: #8fb4f5; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 76rem; padding: 1.5rem 1rem 4rem; background: var(--ground); color: var(--ink);
  font: 1rem/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
h1 { font-size: 1.7rem; line-height: 1.2; margin: 0 0 .25rem; }
h2 { font-size: 1.25rem; margin: 2.5rem 0 .75rem; border-bottom: 1px solid var(--line); padding-bottom: .25rem; }
h3 { font-size: 1rem; margin: 1.5rem 0 .5rem; }
p { margin: .5rem 0; max-width: 70ch; }
a { color: var(--mark); }
.note { color: var(--soft); }
.figures { display: flex; flex-wrap: wrap; gap: .75rem; margin: 1rem 0; padding: 0; list-style: none; }
.figures li { background: var(--panel); border: 1px solid var(--line); border-radius: .5rem; padding: .6rem .9rem; min-width: 8rem; }
.figures b { display: block; font-size: 1.4rem; line-height: 1.2; }
.kinds { columns: 17rem; padding: 0; list-style: none; }
.kinds li { break-inside: avoid; padding: .1rem 0; display: flex; gap: .4rem; align-items: baseline; }
.severity { font-size: .75rem; font-weight: 600; border: 1px solid currentColor; border-radius: 1rem; padding: 0 .5rem; white-space: nowrap; }
.severity.error { color: var(--bad); } .severity.warning { color: var(--warn); } .severity.note { color: var(--soft); }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; margin: .5rem 0; font-variant-numeric: tabular-nums; overflow-wrap: normal; }
caption { text-align: left; color: var(--soft); padding-bottom: .25rem; }
th, td { padding: .3rem .75rem; border-bottom: 1px solid var(--line); text-align: right; font-weight: 400; }
th:first-child, td:first-child { text-align: left; padding-left: 0; }
thead th { font-weight: 600; }
.groups { display: flex; flex-wrap: wrap; gap: .5rem 2rem; }
.pictures { display: flex; flex-wrap: wrap; gap: .75rem; margin: .5rem 0; padding: 0; list-style: none; }
.pictures li { width: 11rem; background: var(--panel); border: 1px solid var(--line); border-radius: .5rem; overflow: hidden; }
.pictures img { display: block; width: 100%; height: 10rem; object-fit: contain; background: color-mix(in srgb, var(--ink) 8%, transparent); }
.pictures .missing { display: grid; place-items: center; height: 10rem; color: var(--soft); }
.pictures .caption { padding: .4rem .6rem; font-size: .8rem; line-height: 1.35; }
.pictures .caption b { display: block; font-weight: 600; }
.pictures .caption p { margin: .15rem 0 0; }
.charts { display: flex; flex-wrap: wrap; gap: 1rem; align-items: flex-start; }
.chart { margin: 0; background: var(--panel); border: 1px solid var(--line); border-radius: .5rem; padding: .75rem; max-width: 100%; }
.chart figcaption { font-weight: 600; margin-bottom: .5rem; }
.chart svg { display: block; max-width: 100%; height: auto; }
.chart svg text { fill: var(--ink); }
.chart svg line { stroke: var(--line); }
.chart svg .mark-rect.role-mark path { fill: var(--mark); }
.chart summary { color: var(--soft); font-size: .875rem; cursor: pointer; }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.good { color: var(--good); }
a:focus-visible, summary:focus-visible, .scroll:focus-visible { outline: 2px solid var(--mark); outline-offset: 2px; }
footer { margin-top: 3rem; color: var(--soft); font-size: .875rem; }
@media print { body { max-width: none; padding: 0; } nav { display: none; } .pictures li { break-inside: avoid; } h2 { break-after: avoid; } }
`;
