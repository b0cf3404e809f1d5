/** The style of every page: system fonts, light and dark, phone and paper. */
export const STYLE = `
:root { color-scheme: light dark; --ink: #1d2430; --soft: #5b6676; --line: #d9dee6; --ground: #ffffff; --panel: #f5f7fa;
  --good: #1a7f4b; --warn: #9a5b00; --bad: #b3261e; --mark: #2a5db0;
  --series-1: #2a5db0; --series-2: #b93c0b; --series-3: #0f766e; --series-4: #7e22ce; --series-5: #8a5a00; --series-6: #be185d;
  --series-7: #47730b; --series-8: #475569; }
@media (prefers-color-scheme: dark) { :root { --ink: #e8ecf2; --soft: #a3adbb; --line: #343c49; --ground: #14181f;
  --panel: #1c222c; --good: #63cf97; --warn: #f0b45a; --bad: #ff8a80; --mark: #8fb4f5;
  --series-1: #8fb4f5; --series-2: #fb9a5c; --series-3: #5eead4; --series-4: #d8b4fe; --series-5: #fde047; --series-6: #f9a8d4;
  --series-7: #bef264; --series-8: #cbd5e1; } }
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
small { font-size: .8rem; color: var(--soft); }
.figures small { display: block; } .figures li { flex: 0 1 auto; }
@media (max-width: 40rem) { .figures li { flex: 1 1 40%; } }
.parts { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; margin: 1rem 0; padding: 0; list-style: none; }
.estimate { display: inline-block; width: 10.5rem; white-space: nowrap; }
.interval { display: block; position: relative; height: .5rem; margin-top: .2rem; border-radius: .25rem;
  background: color-mix(in srgb, var(--ink) 10%, transparent); }
.interval .range, .interval .dot { position: absolute; border-radius: .25rem; }
.interval .range { top: .15rem; height: .2rem; min-width: 2px; background: var(--mark); }
.interval .dot { top: 0; width: .5rem; height: .5rem; margin-left: -.25rem; background: var(--ink); }
.confusion th, .confusion td, .confusion th:first-child { padding: .5rem .9rem; }
.confusion th, .confusion td { white-space: nowrap; }
.confusion th[scope=col], .confusion td { text-align: center; }
.confusion thead small { display: block; }
.confusion td b, .confusion td small { display: block; color: var(--ink); }
.confusion td b { font-size: 1.2rem; line-height: 1.2; }
.confusion td { border: 2px solid var(--ground); border-radius: .25rem; background: color-mix(in srgb, var(--hue, transparent) var(--shade, 0%), var(--panel)); }
.confusion .right { --hue: var(--mark); } .confusion .wrong { --hue: var(--bad); }
.confusion .total, .confusion thead td { background: none; border: 0; }
.beside { max-width: 24rem; }
.facts { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 15rem), 1fr)); gap: .5rem 1.5rem; margin: .5rem 0 1rem; }
.facts dt { color: var(--soft); font-size: .875rem; } .facts dd { margin: 0; font-variant-numeric: tabular-nums; }
.entries, .limits { max-width: 80ch; padding-left: 1.2rem; }
.kinds { columns: 17rem; padding: 0; list-style: none; }
.kinds li { break-inside: avoid; padding: .1rem 0; display: flex; gap: .4rem; align-items: baseline; }
.severity { font-size: .75rem; font-weight: 600; border: 1px solid currentColor; border-radius: 1rem; padding: 0 .5rem; white-space: nowrap; }
.severity.error { color: var(--bad); } .severity.warning { color: var(--warn); } .severity.note { color: var(--soft); }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; margin: .5rem 0; font-variant-numeric: tabular-nums; overflow-wrap: normal; }
caption { text-align: left; color: var(--soft); padding-bottom: .25rem; }
th, td { padding: .3rem .75rem; border-bottom: 1px solid var(--line); text-align: right; font-weight: 400; }
th:first-child, td:first-child { text-align: left; padding-left: 0; }
thead th { font-weight: 600; } tbody th { white-space: nowrap; }
.groups { display: flex; flex-wrap: wrap; gap: .5rem 2rem; }
.pictures { display: flex; flex-wrap: wrap; gap: .75rem; margin: .5rem 0; padding: 0; list-style: none; }
.pictures li { width: 11rem; background: var(--panel); border: 1px solid var(--line); border-radius: .5rem; overflow: hidden; }
.pictures img { display: block; width: 100%; height: 10rem; object-fit: contain; background: color-mix(in srgb, var(--ink) 8%, transparent); }
.pictures .missing { display: grid; place-items: center; height: 10rem; color: var(--soft); }
.pictures .caption { padding: .4rem .6rem; font-size: .8rem; line-height: 1.35; }
.pictures .caption b { display: block; font-weight: 600; }
.pictures .caption p { margin: .15rem 0 0; }
.gallery { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 20rem), 1fr)); gap: .75rem; padding: 0; list-style: none; }
.gallery > li { background: var(--panel); border: 1px solid var(--line); border-radius: .5rem; overflow: hidden; break-inside: avoid; }
.gallery .side-by-side { display: grid; grid-auto-flow: column; grid-auto-columns: 1fr; gap: 1px; }
.gallery figure { margin: 0; background: color-mix(in srgb, var(--ink) 8%, transparent); }
.gallery img, .gallery .missing { display: block; width: 100%; height: 11rem; object-fit: contain; }
.gallery .missing { display: grid; place-items: center; color: var(--soft); }
.gallery figcaption { padding: .1rem .6rem; font-size: .75rem; color: var(--ink); }
.gallery .caption { padding: .4rem .6rem .6rem; font-size: .8rem; line-height: 1.35; }
.gallery h3 { margin: 0 0 .3rem; }
.gallery code { display: block; user-select: all; font-size: .75rem; border: 1px solid var(--line); border-radius: .25rem; padding: .2rem .4rem; background: var(--ground); }
.scores { margin: 0; padding: 0; list-style: none; }
.scores li { position: relative; isolation: isolate; display: flex; justify-content: space-between; padding: .05rem .3rem; }
.scores i { position: absolute; inset: 1px auto 1px 0; z-index: -1; border-radius: .2rem; background: color-mix(in srgb, var(--mark) 30%, transparent); }
.charts { display: flex; flex-wrap: wrap; gap: 1rem; align-items: flex-start; }
.chart { flex: 1 1 18rem; min-width: 0; max-width: min(100%, 28rem); margin: 0; background: var(--panel); border: 1px solid var(--line); border-radius: .5rem; padding: .75rem; }
.chart figcaption { font-weight: 600; margin-bottom: .5rem; }
.chart svg { display: block; width: 100%; height: auto; }
.chart summary { color: var(--soft); font-size: .875rem; cursor: pointer; }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.good { color: var(--good); }
a:focus-visible, summary:focus-visible, .scroll:focus-visible { outline: 2px solid var(--mark); outline-offset: 2px; }
footer { margin-top: 3rem; color: var(--soft); font-size: .875rem; }
@media print { .confusion td, .interval, .interval i, .scores i { print-color-adjust: exact; } .chart, tr { break-inside: avoid; } body { max-width: none; padding: 0; } nav { display: none; } .pictures li { break-inside: avoid; } h2 { break-after: avoid; } }
`;
