import { useEffect } from 'react';
import { BoxesView } from './boxes/boxes-view.js';
import { ConflictsDialog } from './dialogs/conflicts-dialog.js';
import { OptionsDialog } from './dialogs/options-dialog.js';
import { FaceFilters } from './sidebar/face-filters.js';
import { PictureFilters } from './sidebar/picture-filters.js';
import { PictureList } from './sidebar/picture-list.js';
import { ProgressPanel } from './sidebar/progress-panel.js';
import { FacePreview } from './sorting/face-preview.js';
import { FacesView } from './sorting/faces-view.js';
import { TEXTS } from './texts.js';
import { Announcer } from './ui/announcer.js';
import { Header } from './ui/header.js';
import { Notices } from './ui/notices.js';
import { usePage, useSession, useSetting } from './ui/use-session.js';

/** The whole page. */
export function App() {
  const project = usePage((page) => page.project);
  const failure = usePage((page) => page.failure);
  const mode = usePage((page) => page.mode);
  const appearance = useSetting('appearance');
  useEffect(() => {
    document.documentElement.dataset['appearance'] = appearance;
  }, [appearance]);
  useLeaveWarning();
  if (failure) return <Failure status={failure.status} message={failure.message} />;
  if (!project) return <p className="wait">{TEXTS.loading}</p>;
  const isSorting = mode === 'faces';
  return (
    <div className="page">
      <a className="skip" href="#work">
        {TEXTS.skip}
      </a>
      <div>
        <Header />
        <Notices />
      </div>
      <div className={isSorting ? 'work is-sorting' : 'work'}>
        <aside className="side left" aria-label={TEXTS.overview}>
          {isSorting ? <FaceFilters /> : <PictureFilters />}
          {isSorting ? <FacePreview /> : <PictureList />}
          <ProgressPanel />
        </aside>
        {isSorting ? <FacesView /> : <BoxesView />}
      </div>
      <OptionsDialog />
      <ConflictsDialog />
      <Announcer />
    </div>
  );
}

function Failure({ status, message }: { readonly status: number; readonly message: string }) {
  return (
    <main className="wait">
      <h1>{TEXTS.failed}</h1>
      <p>{message}</p>
      <p>{status === 401 ? TEXTS.openAgain : TEXTS.isItRunning}</p>
      <button type="button" className="primary" onClick={() => location.reload()}>
        {TEXTS.tryAgain}
      </button>
    </main>
  );
}

/** Asks before the tab goes while decisions are on their way. */
function useLeaveWarning(): void {
  const { store } = useSession();
  useEffect(() => {
    const onLeave = (event: BeforeUnloadEvent) => {
      if (store.get().outbox.waiting > 0) event.preventDefault();
    };
    window.addEventListener('beforeunload', onLeave);
    return () => window.removeEventListener('beforeunload', onLeave);
  }, [store]);
}
