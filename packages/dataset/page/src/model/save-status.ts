import type { PageState } from './state.js';

/** Whether what was decided is safe. */
export type SaveStatus = 'saved' | 'waiting' | 'offline' | 'refused' | 'unauthorised';

/** What of it is to be said. */
export function saveStatus({ outbox, connection }: Pick<PageState, 'outbox' | 'connection'>): SaveStatus {
  const status = outbox.problem?.status;
  if (status === 401) return 'unauthorised';
  if (status === 0) return 'offline';
  if (status !== undefined) return 'refused';
  if (connection !== 'open') return 'offline';
  return outbox.waiting > 0 ? 'waiting' : 'saved';
}
