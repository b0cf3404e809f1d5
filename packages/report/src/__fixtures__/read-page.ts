import type { CheerioAPI } from 'cheerio';

/** The texts of the elements, without needless space. */
export function texts($: CheerioAPI, selector: string): string[] {
  return $(selector)
    .toArray()
    .map((element) => $(element).text().replace(/\s+/g, ' ').trim());
}

/** The rows of the table with this caption, as texts. */
export function rowsOf($: CheerioAPI, caption: string): string[][] {
  const table = $('table').filter((_, element) => $(element).find('caption').text().includes(caption));
  return table
    .find('tbody tr')
    .toArray()
    .map((row) =>
      $(row)
        .find('th, td')
        .toArray()
        .map((cell) => $(cell).text().replace(/\s+/g, ' ').trim()),
    );
}
