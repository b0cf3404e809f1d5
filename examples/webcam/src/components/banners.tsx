import type { AppState } from '../model/state.js';
import { fetchAnew } from '../pwa.js';
import { TEXTS } from '../texts.js';
import type { AppPageProps } from './app-page.js';

/** What needs the person: no camera, no networks, a new version. */
export function Banners({ app, pwa, state }: AppPageProps & { readonly state: AppState }) {
  const { cameraProblem, inference, hasUpdate, isHidden, video } = state;
  const problem = cameraProblem && TEXTS.cameraProblem(cameraProblem);
  return (
    <>
      {inference.status === 'failed' && (
        <div className="banner" role="alert">
          <div>
            <strong>{TEXTS.engineProblemTitle}</strong>
            <p>{inference.failure.message}</p>
          </div>
          <button type="button" onClick={app.retry}>
            {TEXTS.tryAgain}
          </button>
          {inference.failure.code === 'MODEL_LOAD_FAILED' && (
            <button type="button" onClick={() => void fetchAnew()}>
              {TEXTS.repair}
            </button>
          )}
        </div>
      )}
      {problem && (
        <div className="banner" role="alert" data-problem={cameraProblem}>
          <div>
            <strong>{problem.title}</strong>
            <p>
              {problem.advice} {TEXTS.sampleInstead}
            </p>
          </div>
          <button type="button" onClick={() => void app.video.startCamera()}>
            {TEXTS.tryAgain}
          </button>
        </div>
      )}
      {isHidden && video && (
        <div className="banner" role="status">
          <p>{TEXTS.pausedHidden}</p>
        </div>
      )}
      {hasUpdate && (
        <div className="banner" role="status">
          <p>{TEXTS.updateReady}</p>
          <button type="button" onClick={() => void pwa.update()}>
            {TEXTS.reload}
          </button>
        </div>
      )}
    </>
  );
}
