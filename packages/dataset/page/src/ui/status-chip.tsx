import { type SaveStatus, saveStatus } from '../model/save-status.js';
import { TEXTS } from '../texts.js';
import { usePage } from './use-session.js';

const MARKS: Record<SaveStatus, string> = {
  saved: '✓',
  waiting: '…',
  offline: '⚡',
  refused: '!',
  unauthorised: '!',
};
const CLASSES: Record<SaveStatus, string> = {
  saved: 'is-saved',
  waiting: 'is-waiting',
  offline: 'is-offline',
  refused: 'is-refused',
  unauthorised: 'is-refused',
};

/** Says it, always in the same place. */
export function StatusChip() {
  const status = usePage(saveStatus);
  const waiting = usePage((page) => page.outbox.waiting);
  return (
    <span
      className={`status-chip figures ${CLASSES[status]}`}
      role="status"
      data-status={status}
      data-waiting={waiting}
    >
      <span aria-hidden="true">{MARKS[status]}</span>
      {TEXTS.status(status, waiting)}
    </span>
  );
}
