import { registerSW } from 'virtual:pwa-register';
import type { App } from './model/app.js';
import { TEXTS } from './texts.js';

/** Chromium's offer to install a page as an app (not in TypeScript's DOM types). */
interface InstallOffer extends Event {
  prompt(): Promise<void>;
}

/** What the page does about being an app: works offline, tells of new versions, can be installed. */
export interface Pwa {
  /** Takes the new version. */
  update(): Promise<void>;
  install(): Promise<void>;
}

/** Registers the service worker. Where that fails (a full disk, a private window) the app works all the same, online. */
export function startPwa(app: App): Pwa {
  const updateTo = registerSW({
    onOfflineReady: () => app.notify(TEXTS.offlineReady),
    onNeedRefresh: () => app.set({ hasUpdate: true }),
    onRegisterError: () => undefined,
  });
  let offer: InstallOffer | undefined;
  addEventListener('beforeinstallprompt', (event) => {
    event.preventDefault();
    offer = event as InstallOffer;
    app.set({ canInstall: true });
  });
  addEventListener('appinstalled', () => app.set({ canInstall: false }));
  return {
    update: () => updateTo(true),
    async install() {
      app.set({ canInstall: false });
      await offer?.prompt();
    },
  };
}

/** Drops every stored copy of the app's files and opens the page anew: for a file that was spoilt in the store. */
export async function fetchAnew(): Promise<void> {
  try {
    const registrations = await navigator.serviceWorker.getRegistrations();
    await Promise.all(registrations.map((registration) => registration.unregister()));
    await Promise.all((await caches.keys()).map((name) => caches.delete(name)));
  } catch {
    // Nothing is stored where storing is forbidden.
  }
  location.reload();
}
