import type { Plugin } from 'vite';

/** As strict as the page can be: its own files only, no inline code or styles, no `eval`; WebAssembly must be compiled. */
const POLICY: Readonly<Record<string, string>> = {
  'default-src': "'none'",
  'script-src': "'self' 'wasm-unsafe-eval'",
  'style-src': "'self'",
  'img-src': "'self' blob:",
  'media-src': "'self' blob:",
  'connect-src': "'self'",
  'worker-src': "'self'",
  'manifest-src': "'self'",
  'base-uri': "'none'",
  'form-action': "'none'",
};

const format = (policy: Readonly<Record<string, string>>) =>
  Object.entries(policy)
    .map(([name, value]) => `${name} ${value}`)
    .join('; ');

/** What a server sends with every file of the app. */
export const HEADERS: Readonly<Record<string, string>> = {
  // Who may frame the page cannot be said in a <meta>.
  'content-security-policy': format({ ...POLICY, 'frame-ancestors': "'none'" }),
  'permissions-policy': 'camera=(self), microphone=(), geolocation=(), display-capture=()',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
};

/** Puts the policy into the built page, for hosts that send no headers, and writes `headers.json` for those that do. */
export function security(): Plugin {
  return {
    name: 'maskpred-security',
    apply: 'build',
    transformIndexHtml: () => [
      {
        tag: 'meta',
        attrs: { 'http-equiv': 'content-security-policy', content: format(POLICY) },
        injectTo: 'head-prepend',
      },
    ],
    generateBundle() {
      this.emitFile({
        type: 'asset',
        fileName: 'headers.json',
        source: `${JSON.stringify(HEADERS, null, 2)}\n`,
      });
    },
  };
}
