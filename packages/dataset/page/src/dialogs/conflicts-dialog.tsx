import { useEffect } from 'react';
import { TEXTS } from '../texts.js';
import { usePage, useSession } from '../ui/use-session.js';
import { Dialog } from './dialog.js';

/** Files that somebody else changed: whose version is kept. */
export function ConflictsDialog() {
  const { set, resolve, navigation } = useSession();
  const isOpen = usePage((page) => page.dialog === 'conflicts');
  const conflicts = usePage((page) => page.conflicts);
  const places = usePage((page) => page.places);
  const list = usePage((page) => page.list);
  const isEmpty = conflicts.length === 0;
  useEffect(() => {
    if (isOpen && isEmpty) set({ dialog: null });
  }, [isOpen, isEmpty, set]);
  if (!isOpen || isEmpty) return null;
  return (
    <Dialog title={TEXTS.conflictTitle} onClose={() => set({ dialog: null })}>
      <p>{TEXTS.conflictText}</p>
      <ul className="conflicts">
        {conflicts.map(({ file, pictures, canTakeTheirs }) => (
          <li key={file}>
            <b>{file}</b>
            <p className="row">
              {pictures.slice(0, 5).map((id) => (
                <button key={id} type="button" className="quiet" onClick={() => void navigation.show(id)}>
                  {list[places.get(id) ?? -1]?.name ?? id}
                </button>
              ))}
              {pictures.length > 5 && TEXTS.andMore(pictures.length - 5)}
            </p>
            <div className="row">
              <button type="button" className="primary" onClick={() => void resolve(file, 'mine')}>
                {TEXTS.keepMine}
              </button>
              <button type="button" disabled={!canTakeTheirs} onClick={() => void resolve(file, 'theirs')}>
                {TEXTS.takeTheirs}
              </button>
            </div>
          </li>
        ))}
      </ul>
    </Dialog>
  );
}
