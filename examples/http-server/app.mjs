// The endpoint itself, apart from the port that it listens on: a function of a predictor, so that tests can bring their own.
import { MaskpredError } from '@maskpred/core';
import { decodeImage } from '@maskpred/core/node';
import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';

export const DEFAULTS = Object.freeze({
  /** Bytes of an uploaded picture. */
  maxBytes: 10 * 2 ** 20,
  /** Pixels of one: a small file may hold a very large picture. */
  maxPixels: 40_000_000,
  /** Pictures that are looked at or wait; more are asked to come back. */
  maxWaiting: 8,
});

/** HTTP statuses of maskpred's codes; anything else is our fault. */
const STATUSES = {
  INVALID_ARGUMENT: 400,
  IMAGE_DECODE_FAILED: 422,
  IMAGE_TOO_LARGE: 413,
};

/** An app with `POST /predict` and `GET /health`. */
export function createApp(predictor, options = {}) {
  const { maxBytes, maxPixels, maxWaiting } = { ...DEFAULTS, ...options };
  const app = new Hono();
  let waiting = 0;

  app.get('/health', (context) => context.json({ status: 'ok', waiting, labels: predictor.labels }));

  const limit = bodyLimit({
    maxSize: maxBytes,
    onError: (context) =>
      context.json(problem('TOO_LARGE', `A picture may have at most ${maxBytes} bytes.`), 413),
  });

  app.post('/predict', limit, async (context) => {
    if (waiting >= maxWaiting) {
      context.header('Retry-After', '1');
      return context.json(problem('BUSY', 'Too many pictures are waiting. Try again in a second.'), 503);
    }
    waiting++;
    try {
      const { signal } = context.req.raw; // whoever hangs up is not worked for
      const bytes = await readPicture(context.req);
      const image = await decodeImage(bytes, { maxPixels, signal });
      const people = await predictor.predict(image, { ...readQuery(context.req), signal });
      return context.json({ width: image.width, height: image.height, faces: people.map(toJson) });
    } finally {
      waiting--;
    }
  });

  app.notFound((context) =>
    context.json(problem('NOT_FOUND', `There is no ${context.req.method} ${context.req.path}.`), 404),
  );
  app.onError((error, context) => {
    const code = MaskpredError.isInstance(error) ? error.code : undefined;
    const status = STATUSES[code];
    if (status) return context.json(problem(code, error.message), status);
    if (!context.req.raw.signal.aborted) console.error(error);
    return context.json(problem('INTERNAL', 'Something went wrong here.'), 500); // details stay in the log
  });
  return app;
}

/** The picture of a request: a form's field `image`, or the body itself. */
async function readPicture(request) {
  if (request.header('content-type')?.startsWith('multipart/form-data')) {
    const { image } = await request.parseBody();
    if (image instanceof Blob) return image;
    throw new MaskpredError('INVALID_ARGUMENT', 'The form has no file in its field "image".');
  }
  const bytes = new Uint8Array(await request.arrayBuffer());
  if (bytes.length === 0)
    throw new MaskpredError('INVALID_ARGUMENT', 'The request has no picture in its body.');
  return bytes;
}

/** `?minScore=0.7&maxFaces=3`; the predictor checks the ranges. */
function readQuery(request) {
  const options = {};
  for (const name of ['minScore', 'maxFaces']) {
    const text = request.query(name);
    if (text !== undefined) options[name] = text === '' ? NaN : Number(text);
  }
  return options;
}

/** As `maskpred predict --json` writes faces. */
function toJson({ face, label, score, scores }) {
  return {
    box: face.box,
    score: face.score,
    label,
    labelScore: score,
    scores: Object.fromEntries(scores.map((one) => [one.label, one.score])),
  };
}

function problem(code, message) {
  return { error: { code, message } };
}
