// Serves this folder and node_modules on loopback:   npm start [-- --port 8080]
import { createHash } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { dirname, extname, join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const { values } = parseArgs({ options: { port: { type: 'string', default: '8080' } } });
const here = dirname(fileURLToPath(import.meta.url));

/** The node_modules that has maskpred: here, or further up. */
const modules = createRequire(import.meta.url)
  .resolve.paths('@maskpred/predictor')
  .find((folder) => existsSync(join(folder, '@maskpred/predictor')));

const TYPES = {
  '.css': 'text/css',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.wasm': 'application/wasm',
};
const OWN_FILES = ['index.html', 'main.js', 'only-in-node.js', 'style.css'];

// An import map has to stand in the page, so the policy names it by its hash.
const page = await readFile(join(here, 'index.html'), 'utf8');
const [, importMap] = /<script type="importmap">(.*?)<\/script>/s.exec(page);
const hash = createHash('sha256').update(importMap).digest('base64');
const HEADERS = {
  'content-security-policy':
    `default-src 'none'; script-src 'self' 'wasm-unsafe-eval' 'sha256-${hash}'; connect-src 'self'; ` +
    "style-src 'self'; img-src 'self' blob: data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
};

/** The file behind a path of the page; undefined when it is none of ours. */
function locate(path) {
  const clean = posix.normalize(decodeURIComponent(path)).slice(1) || 'index.html';
  if (OWN_FILES.includes(clean)) return join(here, clean);
  return clean.startsWith('node_modules/') ? join(modules, clean.slice('node_modules/'.length)) : undefined;
}

const server = createServer(async (request, response) => {
  try {
    const file = locate(new URL(request.url, 'http://localhost').pathname);
    const { size } = await stat(file ?? '');
    response.writeHead(200, {
      ...HEADERS,
      'content-type': TYPES[extname(file)] ?? 'application/octet-stream',
      'content-length': size,
    });
    createReadStream(file).pipe(response);
  } catch {
    response.writeHead(404, HEADERS).end('Not here.\n');
  }
});
server.listen(Number(values.port), '127.0.0.1', () => {
  console.log(`http://127.0.0.1:${server.address().port}/`);
});
