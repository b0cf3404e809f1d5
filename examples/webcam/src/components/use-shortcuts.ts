import { useEffect } from 'react';
import { ALERT_LABEL } from '../live/alert.js';
import type { App } from '../model/app.js';
import { TEXTS } from '../texts.js';

/** One key, what it does, and the words for it. */
export interface Shortcut {
  readonly key: string;
  readonly name: string;
  readonly run: () => void;
}

/** Every shortcut of the app, in the order of its list. */
export function shortcutsOf(app: App, openFiles: () => void): readonly Shortcut[] {
  const names = TEXTS.shortcutNames;
  const state = () => app.state.get();
  return [
    {
      key: 's',
      name: names.start,
      run: () => (state().video === 'camera' ? app.video.stop() : void app.video.startCamera()),
    },
    { key: 'v', name: names.sample, run: () => void app.video.startSample() },
    { key: 'o', name: names.open, run: openFiles },
    { key: 'p', name: names.snapshot, run: () => void app.snapshot() },
    {
      key: 'm',
      name: names.mirror,
      run: () => app.change({ isMirrored: !state().settings.isMirrored }),
    },
    { key: 'c', name: names.camera, run: () => void app.video.nextCamera() },
    {
      key: 'a',
      name: names.sound,
      run() {
        const { labels, settings } = state();
        if (labels.includes(ALERT_LABEL)) app.change({ hasSound: !settings.hasSound });
      },
    },
    { key: 'f', name: names.performance, run: () => app.set({ hasFigures: !state().hasFigures }) },
    { key: '?', name: names.help, run: () => app.set({ isHelpOpen: !state().isHelpOpen }) },
  ];
}

/** Listens for the shortcuts, except where somebody types or has turned them off. */
export function useShortcuts(app: App, shortcuts: readonly Shortcut[]): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
      if (!app.state.get().settings.hasShortcuts || isForTyping(event.target)) return;
      const shortcut = shortcuts.find(({ key }) => key === event.key.toLowerCase());
      if (!shortcut) return;
      event.preventDefault();
      shortcut.run();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [app, shortcuts]);
}

/** Letters choose in a list and are typed in a field. */
function isForTyping(target: EventTarget | null): boolean {
  return (
    target instanceof Element &&
    target.matches('select, textarea, input:not([type=checkbox]):not([type=range]):not([type=file])')
  );
}
