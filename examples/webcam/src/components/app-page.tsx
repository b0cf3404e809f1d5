import { useMemo, useRef } from 'react';
import type { App } from '../model/app.js';
import type { Pwa } from '../pwa.js';
import { TEXTS } from '../texts.js';
import { Banners } from './banners.js';
import { Counts } from './counts.js';
import { Figures } from './figures.js';
import { Header } from './header.js';
import { Help } from './help.js';
import { History } from './history.js';
import { People } from './people.js';
import { SettingsPanel } from './settings-panel.js';
import { StageView } from './stage-view.js';
import { Toolbar } from './toolbar.js';
import { useAppState } from './use-app-state.js';
import { useAppearance } from './use-appearance.js';
import { useFiles } from './use-files.js';
import { shortcutsOf, useShortcuts } from './use-shortcuts.js';

export interface AppPageProps {
  readonly app: App;
  readonly pwa: Pwa;
}

/** The whole page. */
export function AppPage({ app, pwa }: AppPageProps) {
  const state = useAppState(app);
  const picker = useRef<HTMLInputElement>(null);
  const isDragging = useFiles(app);
  const shortcuts = useMemo(() => shortcutsOf(app, () => picker.current?.click()), [app]);
  useShortcuts(app, shortcuts);
  useAppearance(state.settings.appearance);
  return (
    <div className="page">
      <a className="skip" href="#controls">
        {TEXTS.skip}
      </a>
      <Header app={app} pwa={pwa} state={state} />
      <main className="layout">
        <div className="column">
          <Banners app={app} pwa={pwa} state={state} />
          <StageView app={app} state={state} isDragging={isDragging} onOpen={() => picker.current?.click()} />
          <Toolbar app={app} state={state} onOpen={() => picker.current?.click()} />
          <input
            ref={picker}
            className="hidden"
            type="file"
            accept="image/*"
            multiple
            tabIndex={-1}
            aria-label={TEXTS.openPictures}
            onChange={({ currentTarget }) => {
              app.pictures.open([...(currentTarget.files ?? [])]);
              currentTarget.value = ''; // the same file may be chosen again
            }}
          />
        </div>
        <aside className="side">
          <Counts state={state} />
          <People state={state} />
          <History history={state.history} labels={state.labels} />
          <SettingsPanel app={app} state={state} />
          <Figures app={app} state={state} />
        </aside>
      </main>
      <Help app={app} isOpen={state.isHelpOpen} shortcuts={shortcuts} />
      <p className="notice" role="status" data-open={state.notice !== undefined}>
        {state.notice}
      </p>
    </div>
  );
}
