import { useEffect, useRef } from 'react';
import type { App } from '../model/app.js';
import { TEXTS } from '../texts.js';
import { Icon } from './icon.js';
import type { Shortcut } from './use-shortcuts.js';

export interface HelpProps {
  readonly app: App;
  readonly isOpen: boolean;
  readonly shortcuts: readonly Shortcut[];
}

/** The list of keyboard shortcuts. */
export function Help({ app, isOpen, shortcuts }: HelpProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    if (isOpen) dialog.current?.showModal();
    else dialog.current?.close();
  }, [isOpen]);
  return (
    <dialog
      ref={dialog}
      className="help"
      aria-labelledby="help-title"
      onClose={() => app.set({ isHelpOpen: false })}
    >
      <h2 id="help-title">{TEXTS.shortcuts}</h2>
      <dl>
        {shortcuts.map(({ key, name }) => (
          <div key={key}>
            <dt>
              <kbd>{key.toUpperCase()}</kbd>
            </dt>
            <dd>{name}</dd>
          </div>
        ))}
        <div>
          <dt>
            <kbd>Ctrl</kbd> <kbd>V</kbd>
          </dt>
          <dd>{TEXTS.shortcutNames.paste}</dd>
        </div>
      </dl>
      <button
        type="button"
        className="square"
        aria-label={TEXTS.close}
        onClick={() => app.set({ isHelpOpen: false })}
      >
        <Icon name="close" />
      </button>
    </dialog>
  );
}
