import type { AppState } from '../model/state.js';
import { TEXTS } from '../texts.js';
import type { AppPageProps } from './app-page.js';
import { Icon } from './icon.js';

/** Name, what runs, and the offer to install. */
export function Header({ app, pwa, state }: AppPageProps & { readonly state: AppState }) {
  return (
    <header className="header">
      <img src="./icon.svg" width="40" height="40" alt="" />
      <div className="title">
        <h1>{TEXTS.name}</h1>
        <p>{taglineOf(state)}</p>
      </div>
      <p className="status" data-status={statusKind(state)}>
        {statusText(state)}
      </p>
      {state.canInstall && (
        <button type="button" className="install" onClick={() => void pwa.install()}>
          {TEXTS.install}
        </button>
      )}
      <button
        type="button"
        className="square open-help"
        aria-label={TEXTS.shortcuts}
        title={TEXTS.shortcuts}
        onClick={() => app.set({ isHelpOpen: true })}
      >
        <Icon name="help" />
      </button>
    </header>
  );
}

/** Whoever looks with a model of their own must see that it is the one. */
function taglineOf({ inference }: AppState): string {
  const own = inference.status === 'ready' ? TEXTS.ownModels(inference.ownModels) : '';
  return own || TEXTS.tagline;
}

function statusKind({ inference, video, pictures, isHidden }: AppState): string {
  if (inference.status !== 'ready') return inference.status;
  return pictures || (video && !isHidden) ? 'live' : 'idle';
}

function statusText({ inference, video, pictures, figures, isHidden }: AppState): string {
  if (inference.status === 'loading') return TEXTS.loading;
  if (inference.status === 'failed') return TEXTS.failed;
  const { engine } = inference;
  if (pictures) return TEXTS.status(TEXTS.picture, engine, undefined);
  if (!video) return TEXTS.status(TEXTS.idle, engine, undefined);
  if (isHidden) return TEXTS.status(TEXTS.paused, engine, undefined);
  const name = video === 'camera' ? TEXTS.live : TEXTS.sampleRuns;
  return TEXTS.status(name, engine, figures?.rate?.framesPerSecond);
}
