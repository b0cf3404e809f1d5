import { createContext, useContext, useSyncExternalStore } from 'react';
import type { Session } from '../model/session.js';
import type { PageState } from '../model/state.js';
import type { Store } from '../model/store.js';
import type { Settings } from '../settings.js';

/** Where components find the session. */
export const SessionContext = createContext<Session | null>(null);

/** The session of this tab. */
export function useSession(): Session {
  const session = useContext(SessionContext);
  if (!session) throw new Error('There is no session around this component.');
  return session;
}

/** Part of a store's value, kept up to date. The part is one that is kept in the value, not made anew on each call. */
export function useStore<T, P>(store: Store<T>, part: (value: T) => P): P {
  return useSyncExternalStore(store.subscribe, () => part(store.get()));
}

/** Part of what the page shows; as for {@link useStore}. */
export function usePage<P>(part: (page: PageState) => P): P {
  return useStore(useSession().store, part);
}

/** A setting. */
export function useSetting<N extends keyof Settings>(name: N): Settings[N] {
  return useStore(useSession().settings, (settings) => settings[name]);
}
