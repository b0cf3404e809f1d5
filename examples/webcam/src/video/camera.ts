import { grabFrame, type LiveSource } from './source.js';

/** Why there is no camera. */
export type CameraProblem = 'refused' | 'absent' | 'taken' | 'insecure' | 'ended' | 'unknown';

/** A camera to choose. */
export interface CameraChoice {
  readonly id: string;
  /** Empty until the person has allowed a camera. */
  readonly name: string;
}

/** What a browser offers of its cameras. */
type Devices = Pick<MediaDevices, 'enumerateDevices' | 'getUserMedia'>;

/** By the names of the DOMExceptions that getUserMedia rejects with (https://www.w3.org/TR/mediacapture-streams/). */
const PROBLEMS: Readonly<Record<string, CameraProblem>> = {
  NotAllowedError: 'refused',
  SecurityError: 'refused',
  NotFoundError: 'absent',
  OverconstrainedError: 'absent',
  NotReadableError: 'taken',
  AbortError: 'taken',
};

/** A browser's error as the reason that a person is told. */
export function cameraProblemOf(error: unknown): CameraProblem {
  const name = typeof error === 'object' && error !== null && 'name' in error ? String(error.name) : '';
  return PROBLEMS[name] ?? 'unknown';
}

/** The cameras of this device; `[]` where there are none or the browser does not say. */
export async function listCameras(devices: Devices | undefined): Promise<CameraChoice[]> {
  try {
    const all = (await devices?.enumerateDevices()) ?? [];
    const cameras = all.filter(({ kind, deviceId }) => kind === 'videoinput' && deviceId !== '');
    return cameras.map(({ deviceId, label }) => ({ id: deviceId, name: label }));
  } catch {
    return [];
  }
}

/**
 * The stream of a camera: the one asked for, or any when that one is gone.
 * @param cameraId - empty for the browser's choice, which on phones is the camera towards the person.
 */
export async function openStream(devices: Devices, cameraId: string): Promise<MediaStream> {
  const size = { width: { ideal: 1280 }, height: { ideal: 720 } };
  const any = { video: { ...size, facingMode: 'user' } };
  if (cameraId === '') return devices.getUserMedia(any);
  try {
    return await devices.getUserMedia({ video: { ...size, deviceId: { exact: cameraId } } });
  } catch (error) {
    if (cameraProblemOf(error) !== 'absent') throw error;
    return devices.getUserMedia(any);
  }
}

/**
 * A source that shows the stream, once its first frame is there.
 * @param onEnd - called when the camera stops by itself: unplugged, taken away, permission withdrawn.
 */
export async function showStream(stream: MediaStream, onEnd: () => void): Promise<LiveSource> {
  const video = document.createElement('video');
  video.muted = true;
  video.playsInline = true;
  video.srcObject = stream;
  const [track] = stream.getVideoTracks();
  track?.addEventListener('ended', onEnd);
  const stop = () => {
    track?.removeEventListener('ended', onEnd);
    for (const each of stream.getTracks()) each.stop();
    video.srcObject = null;
  };
  try {
    await video.play();
  } catch (error) {
    stop();
    throw error;
  }
  const size = () => ({ width: video.videoWidth, height: video.videoHeight });
  return {
    kind: 'camera',
    element: video,
    size,
    grab: () =>
      video.readyState >= HTMLMediaElement.HAVE_CURRENT_DATA ? grabFrame(video, size()) : undefined,
    setPaused(isPaused) {
      if (isPaused) video.pause();
      else void video.play().catch(() => undefined); // the stream has ended: `onEnd` says so
    },
    stop,
  };
}

/** The id of the camera that a stream comes from; empty when the browser does not say. */
export function cameraIdOf(stream: MediaStream): string {
  return stream.getVideoTracks()[0]?.getSettings().deviceId ?? '';
}
