import { html as tagged, raw } from 'hono/html';

/** Text that is HTML already. */
export type Html = ReturnType<typeof raw>;

/** HTML from a template: everything put in is escaped, but for what is {@link Html} itself. */
export function html(strings: TemplateStringsArray, ...values: readonly unknown[]): Html {
  // hono answers with a promise only where one was put in
  return tagged(strings, ...values) as Html;
}

/** Text that this package made itself, taken as it is. */
export const trusted: (text: string) => Html = raw;
