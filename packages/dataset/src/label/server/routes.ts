import { serveStatic } from '@hono/node-server/serve-static';
import { MaskpredError, messageOf } from '@maskpred/core';
import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import * as z from 'zod/mini';
import type { ShownImage } from '../images/picture-images.js';
import type { LabelProject } from '../project/label-project.js';
import {
  commandBatchSchema,
  CROP_SIZES,
  type CropSize,
  faceQuerySchema,
  IMAGE_SIZES,
  pictureQuerySchema,
  resolutionSchema,
} from '../protocol.js';
import { createEventStream } from './event-stream.js';
import { createGuards, type GuardOptions, refuse } from './guard.js';

export interface RoutesOptions extends GuardOptions {
  readonly project: LabelProject;
  /** Folder of the built page. */
  readonly page: string;
}

/** A thousand commands, each of a picture with a dozen faces; bytes. */
const MAX_BODY_BYTES = 4 * 2 ** 20;

const imageQuery = z.object({ size: z._default(z.enum(IMAGE_SIZES), '1024') });
const cropQuery = z.object({
  size: z._default(z.pipe(z.coerce.number(), z.literal([...CROP_SIZES])), CROP_SIZES[0]),
});

/** Everything that the page can ask for. */
export function createRoutes({ project, page, ...guard }: RoutesOptions): Hono {
  const app = new Hono();
  app.use(...createGuards(guard));
  app.use(
    '/api/*',
    bodyLimit({
      maxSize: MAX_BODY_BYTES,
      onError: (context) =>
        refuse(context, 413, 'INVALID_ARGUMENT', 'That is too much at once: send fewer commands.'),
    }),
  );
  app.onError((error, context) => answerError(context, error));
  app.notFound((context) => refuse(context, 404, 'NOT_FOUND', 'There is no such thing here.'));

  app.get('/api/project', (context) => sendJson(context, project.info()));
  app.get('/api/progress', (context) => sendJson(context, project.progress()));
  app.get('/api/pictures', (context) =>
    sendJson(context, project.listPictures(check(pictureQuerySchema, context.req.query()))),
  );
  app.get('/api/faces', (context) =>
    sendJson(context, project.listFaces(check(faceQuerySchema, context.req.query()))),
  );
  app.get('/api/pictures/:id', async (context) => {
    const found = await project.picture(context.req.param('id'));
    return found ? sendJson(context, found) : context.notFound();
  });
  app.get('/api/pictures/:id/image', async (context) => {
    const { size } = check(imageQuery, context.req.query());
    return sendImage(context, await project.image(context.req.param('id'), size, knownTag(context)));
  });
  app.get('/api/pictures/:id/crops/:box', async (context) => {
    const { id, box } = context.req.param();
    const size = check(cropQuery, context.req.query()).size as CropSize;
    return sendImage(context, await project.crop(id, box, size, knownTag(context)));
  });
  app.get('/api/events', () =>
    createEventStream({ type: 'hello', instance: project.info().instance }, (listener) =>
      project.subscribe(listener),
    ),
  );
  app.post('/api/commands', async (context) => {
    const answer = await project.run(check(commandBatchSchema, await readJson(context)));
    const statuses = new Set(answer.results.map(({ status }) => status));
    context.header('cache-control', 'no-store');
    return context.json(answer, statuses.has('stale') ? 409 : statuses.has('refused') ? 422 : 200);
  });
  app.post('/api/conflicts', async (context) =>
    sendJson(context, await project.resolve(check(resolutionSchema, await readJson(context)))),
  );

  app.get('/api/*', (context) => context.notFound());
  app.get(
    '*',
    serveStatic({
      root: page,
      onFound(_path, context) {
        // built files have a hash in their names and never change; all others are asked for again
        const isFixed = context.req.path.startsWith('/assets/');
        context.header('cache-control', isFixed ? 'public, max-age=31536000, immutable' : 'no-cache');
      },
    }),
  );
  return app;
}

function sendJson(context: Context, value: object): Response {
  context.header('cache-control', 'no-store');
  return context.json(value);
}

function sendImage(context: Context, image: ShownImage | undefined): Response | Promise<Response> {
  if (!image) return context.notFound();
  const { bytes, type, tag } = image;
  // asked for again each time, since another folder may be labelled at this address tomorrow; the answer is short
  context.header('cache-control', 'private, no-cache');
  context.header('etag', `"${tag}"`);
  if (bytes === null) return context.body(null, 304);
  context.header('content-type', type);
  return context.body(bytes as Uint8Array<ArrayBuffer>);
}

function knownTag(context: Context): string | undefined {
  return /^(?:W\/)?"([0-9a-f]+)"$/.exec(context.req.header('if-none-match') ?? '')?.[1];
}

async function readJson(context: Context): Promise<unknown> {
  const text = await context.req.text();
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new MalformedError(`expected JSON: ${messageOf(error)}`);
  }
}

/** Asked in a way that this server does not understand. */
class MalformedError extends Error {}

function check<T extends z.core.$ZodType>(schema: T, value: unknown): z.output<T> {
  const result = z.safeParse(schema, value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const where = issue!.path.map(String).join('.');
  throw new MalformedError(`${where === '' ? '' : `${where}: `}${issue!.message}`);
}

function answerError(context: Context, error: unknown): Response {
  if (error instanceof MalformedError) return refuse(context, 400, 'INVALID_ARGUMENT', error.message);
  if (!MaskpredError.isInstance(error)) return refuse(context, 500, 'UNEXPECTED', messageOf(error));
  const { code, message } = error;
  switch (code) {
    case 'WRITE_FAILED':
      return refuse(context, 507, code, message);
    case 'DISPOSED':
    case 'FOLDER_LOCKED':
      return refuse(context, 503, code, message);
    case 'FILE_NOT_FOUND':
      return refuse(context, 404, code, message);
    case 'ADDRESS_FORBIDDEN':
      return refuse(context, 403, code, message);
    default:
      return refuse(context, 422, code, message);
  }
}
