import { classifyFaces } from '@maskpred/classifier';
import { detectFaces } from '@maskpred/detector';

/** The two calls on an encoded picture. */
export async function analyse(url: string) {
  const picture = new URL(url, location.origin);
  const faces = await detectFaces(picture);
  return { faces, answers: await classifyFaces(picture, faces) };
}
