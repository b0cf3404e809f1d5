import type { Box } from '@maskpred/core';
import type {
  CommandAnswer,
  CommandBatch,
  ConflictAnswer,
  CropSize,
  FacePage,
  FaceQuery,
  ImageSize,
  PictureDetail,
  PicturePage,
  Progress,
  ProjectInfo,
  Resolution,
} from '../../../src/label/protocol.js';
import { address, type Answer, getJson, postJson } from './http.js';

/** What the page asks its server. */
export interface LabelServer {
  project(): Promise<ProjectInfo>;
  pictures(offset: number, limit: number): Promise<PicturePage>;
  picture(id: string, signal?: AbortSignal): Promise<PictureDetail>;
  faces(query: FaceQuery, signal?: AbortSignal): Promise<FacePage>;
  progress(): Promise<Progress>;
  send(batch: CommandBatch): Promise<Answer<CommandAnswer>>;
  resolve(resolution: Resolution): Promise<Answer<ConflictAnswer>>;
}

/** The server that the page is from. */
export const SERVER: LabelServer = {
  project: () => getJson('./api/project'),
  pictures: (offset, limit) => getJson(address('./api/pictures', { offset, limit })),
  picture: (id, signal) => getJson(`./api/pictures/${id}`, signal),
  faces: ({ filter, order, label, search, offset, limit }, signal) =>
    getJson(
      address('./api/faces', {
        filter,
        order,
        label,
        search,
        offset: Number(offset ?? 0),
        limit: Number(limit ?? 200),
      }),
      signal,
    ),
  progress: () => getJson('./api/progress'),
  send: (batch) => postJson('./api/commands', batch),
  resolve: (resolution) => postJson('./api/conflicts', resolution),
};

/** Where a picture's pixels are. */
export function imageAddress(id: string, size: ImageSize): string {
  return address(`./api/pictures/${id}/image`, { size });
}

/** Where a face's pixels are; another address when its box is another one. */
export function cropAddress(id: string, box: string, size: CropSize, at: Box | undefined): string {
  const v = at
    ? [at.x, at.y, at.width, at.height].map((value) => Math.round(value * 10) / 10).join()
    : undefined;
  return address(`./api/pictures/${id}/crops/${box}`, { size, v });
}
