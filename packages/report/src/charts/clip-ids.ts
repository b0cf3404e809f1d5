/**
 * The page with the clip paths of its drawings numbered from 1: vega numbers them through all that a process has drawn, so
 * that the same page would not be the same twice.
 */
export function numberClipPaths(page: string): string {
  const numbers = new Map<string, number>();
  // text of users cannot look like these attributes, since its quotation marks are escaped
  return page.replace(/(<clipPath id="|clip-path="url\(#)clip(\d+)/g, (_, attribute: string, id: string) => {
    if (!numbers.has(id)) numbers.set(id, numbers.size + 1);
    return `${attribute}clip${numbers.get(id)}`;
  });
}
