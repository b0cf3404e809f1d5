import { createRoot } from 'react-dom/client';
import { AppPage } from './components/app-page.js';
import { createApp } from './model/app.js';
import { startPwa } from './pwa.js';
import './style.css';

const app = createApp(settingsStorage());
createRoot(document.getElementById('root')!).render(<AppPage app={app} pwa={startPwa(app)} />);

document.addEventListener('visibilitychange', () => app.video.setHidden(document.hidden));
app.video.setHidden(document.hidden);
void startWhenAllowed();

/** A person who has allowed the camera before wants it now. */
async function startWhenAllowed(): Promise<void> {
  await app.video.refreshCameras();
  navigator.mediaDevices?.addEventListener('devicechange', () => void app.video.refreshCameras());
  try {
    const { state } = await navigator.permissions.query({ name: 'camera' });
    if (state === 'granted' && app.state.get().cameras.length > 0) await app.video.startCamera();
  } catch {
    // The browser does not tell (older Firefox): the person starts it.
  }
}

/** Reading `localStorage` throws where cookies are blocked. */
function settingsStorage(): Storage | undefined {
  try {
    return localStorage;
  } catch {
    return undefined;
  }
}
