import { saveStatus } from '../model/save-status.js';
import { TEXTS } from '../texts.js';
import { Button } from './button.js';
import { usePage, useSession } from './use-session.js';

/** What needs somebody: decisions that cannot be saved, files that cannot be written, other people's changes. */
export function Notices() {
  const { retry, set, reapplyStale } = useSession();
  const status = usePage(saveStatus);
  const connection = usePage((page) => page.connection);
  const { problem, waiting, isKept } = usePage((page) => page.outbox);
  const files = usePage((page) => page.progress?.files);
  const conflicts = usePage((page) => page.conflicts);
  const stale = usePage((page) => page.stale);
  const isStopped = status !== 'saved' && status !== 'waiting';
  return (
    <>
      {isStopped && (
        <Notice isBad={status !== 'offline'} name={status}>
          <p>
            <b>{TEXTS.statusTitle(status, connection)}</b>{' '}
            {problem && status === 'refused' ? problem.message : ''}{' '}
            {waiting > 0 && (isKept ? TEXTS.keptHere(waiting) : TEXTS.keptInTab(waiting))}
          </p>
          <Button onClick={retry}>{TEXTS.tryAgain}</Button>
        </Notice>
      )}
      {files?.error && (
        <Notice isBad name="files">
          <p>
            <b>{TEXTS.filesFailed}</b> {files.error.message} {TEXTS.filesSafe}
          </p>
        </Notice>
      )}
      {conflicts.length > 0 && (
        <Notice name="conflict">
          <p>{TEXTS.conflictNotice(conflicts.length)}</p>
          <Button onClick={() => set({ dialog: 'conflicts' })}>{TEXTS.decideConflicts}</Button>
        </Notice>
      )}
      {stale.length > 0 && (
        <Notice name="stale">
          <p>{TEXTS.staleNotice(stale.length, [...new Set(stale.map(({ name }) => name))])}</p>
          <Button onClick={() => void reapplyStale()}>{TEXTS.applyAgain}</Button>
          <Button onClick={() => set({ stale: [] })}>{TEXTS.leaveIt}</Button>
        </Notice>
      )}
    </>
  );
}

interface NoticeProps {
  readonly name: string;
  readonly isBad?: boolean;
  readonly children: React.ReactNode;
}

function Notice({ name, isBad = false, children }: NoticeProps) {
  return (
    <div className={isBad ? 'notice is-bad' : 'notice'} role="alert" data-notice={name}>
      {children}
    </div>
  );
}
