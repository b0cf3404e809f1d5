import type { ClassScore } from '@maskpred/core';
import { html, type Html } from './html.js';
import { formatCount, formatNumber, formatShare } from './numbers.js';
import { renderPage } from './page.js';
import { isOwnSource } from './pictures.js';

/** A mistake of a model, to be looked at. */
export interface GalleryItem {
  /** Of the picture, such as its path. */
  readonly name: string;
  /** What went wrong, such as `no-mask called mask`. */
  readonly title: string;
  /** The crop, and what the network looked at; `src` as in ReportPicture, absent when the picture cannot be shown. */
  readonly pictures: readonly { readonly src?: string; readonly caption: string }[];
  /** Every label, by score, descending. */
  readonly scores?: readonly ClassScore[];
  /** Of the answer: minus the natural logarithm of the score of the truth. */
  readonly loss?: number;
  readonly note?: string;
  /** A command line that opens the picture for labelling. */
  readonly command?: string;
}

/** Mistakes that belong together. */
export interface GalleryGroup {
  readonly title: string;
  readonly note?: string;
  readonly items: readonly GalleryItem[];
  /** How many more there are than `items` shows. @default 0 */
  readonly hidden?: number;
}

/** What the page of mistakes shows. */
export interface ErrorGallery {
  readonly title: string;
  /** One line below the title. */
  readonly note?: string;
  readonly groups: readonly GalleryGroup[];
}

/**
 * The HTML page with the mistakes of a model as pictures. It shows photographs, so it is not for publishing.
 * @example
 * const item = { name: 'mask/a.jpg', title: 'mask called no-mask', pictures: [{ src, caption: 'crop' }], loss: 3.2 };
 * await writeFile('mistakes.html', formatErrorGallery({ title: 'Mistakes', groups: [{ title: 'All', items: [item] }] }));
 */
export function formatErrorGallery({ title, note, groups }: ErrorGallery): string {
  const shown = groups.filter(({ items }) => items.length > 0);
  const body =
    shown.length === 0
      ? html`<p class="good">There is no mistake to show.</p>`
      : html`<p class="note">These are photographs, of people perhaps: do not publish this page.</p>
          ${shown.map(renderGroup)}`;
  return renderPage({ title, ...(note === undefined ? {} : { note }), body });
}

function renderGroup({ title, note, items, hidden = 0 }: GalleryGroup): Html {
  return html`<section>
    <h2><bdi>${title}</bdi>: ${formatCount(items.length + hidden)}</h2>
    ${note === undefined ? '' : html`<p class="note">${note}</p>`}
    <ul class="gallery">
      ${items.map(renderItem)}
    </ul>
    ${hidden > 0 ? html`<p class="note">… and ${formatCount(hidden)} more.</p>` : ''}
  </section>`;
}

function renderItem({ name, title, pictures, scores = [], loss, note, command }: GalleryItem): Html {
  return html`<li>
    <div class="side-by-side">${pictures.map((picture) => renderPicture(name, picture))}</div>
    <div class="caption">
      <h3><bdi>${title}</bdi></h3>
      ${scores.length > 0 ? renderScores(scores) : ''}
      <p>
        <bdi>${name}</bdi>${loss === undefined ? '' : html`, loss ${formatNumber(loss, 2)}`}
        ${note === undefined ? '' : html`<br /><bdi>${note}</bdi>`}
      </p>
      ${command === undefined ? '' : html`<code>${command}</code>`}
    </div>
  </li>`;
}

function renderPicture(name: string, { src, caption }: GalleryItem['pictures'][number]): Html {
  return html`<figure>
    ${
      isOwnSource(src)
        ? html`<img src="${src}" alt="${name}, ${caption}" loading="lazy" decoding="async" />`
        : html`<div class="missing">no picture</div>`
    }
    <figcaption>${caption}</figcaption>
  </figure>`;
}

function renderScores(scores: readonly ClassScore[]): Html {
  return html`<ul class="scores">
    ${scores.map(
      ({ label, score }) =>
        html`<li>
          <i aria-hidden="true" style="width:${(score * 100).toFixed(1)}%"></i><bdi>${label}</bdi>
          <b>${formatShare(score)}</b>
        </li>`,
    )}
  </ul>`;
}
