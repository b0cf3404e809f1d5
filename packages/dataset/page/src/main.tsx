import '@annotorious/annotorious/annotorious.css';
import './styles/base.css';
import './styles/layout.css';
import './styles/stage.css';
import './styles/side.css';
import './styles/grid.css';
import './styles/dialogs.css';
import { createRoot } from 'react-dom/client';
import { SERVER } from './api/server.js';
import { App } from './app.js';
import { createSession } from './model/session.js';
import { SessionContext } from './ui/use-session.js';

const session = createSession(SERVER);
createRoot(document.getElementById('root')!).render(
  <SessionContext value={session}>
    <App />
  </SessionContext>,
);
void session.start();
