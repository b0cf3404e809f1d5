import { type ReactNode, useEffect, useRef } from 'react';
import { TEXTS } from '../texts.js';

interface DialogProps {
  readonly title: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/** A window over the page; Escape closes it, and the keyboard goes back to where it was. */
export function Dialog({ title, onClose, children }: DialogProps) {
  const element = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const before = document.activeElement as HTMLElement | null;
    element.current?.showModal();
    return () => before?.focus({ preventScroll: true });
  }, []);
  return (
    <dialog ref={element} aria-label={title} onClose={onClose}>
      <div className="dialog-top">
        <h2>{title}</h2>
        <button type="button" className="quiet" onClick={onClose}>
          {TEXTS.close} <kbd>Esc</kbd>
        </button>
      </div>
      {children}
    </dialog>
  );
}
