import { LABEL_MODES } from '../../../src/label/protocol.js';
import { travelAndShow } from '../keyboard/page-bindings.js';
import { TEXTS } from '../texts.js';
import { Button } from './button.js';
import { StatusChip } from './status-chip.js';
import { usePage, useSession } from './use-session.js';

/** The top of the page. */
export function Header() {
  const session = useSession();
  const { name, layout } = usePage((page) => page.project!);
  const mode = usePage((page) => page.mode);
  const undo = usePage((page) => page.undo !== null || page.outbox.waiting > 0);
  const redo = usePage((page) => page.redo !== null);
  return (
    <header className="top">
      <h1 title={name}>
        maskpred <span>{TEXTS.folder(name)}</span>
      </h1>
      {layout === 'scenes' && (
        <div className="switch" role="group" aria-label={TEXTS.modes}>
          {LABEL_MODES.map((one) => (
            <Button
              key={one}
              aria-pressed={one === mode}
              onClick={() => one !== mode && session.setMode(one)}
            >
              {TEXTS.modeNames[one]}
            </Button>
          ))}
        </div>
      )}
      <span className="space" />
      <StatusChip />
      <Button className="quiet" disabled={!undo} onClick={() => void travelAndShow(session, 'undo')}>
        {TEXTS.undo} <kbd>U</kbd>
      </Button>
      <Button className="quiet" disabled={!redo} onClick={() => void travelAndShow(session, 'redo')}>
        {TEXTS.redo}
      </Button>
      <Button className="quiet" onClick={() => session.set({ dialog: 'options' })}>
        {TEXTS.options}
      </Button>
      <Button className="quiet" onClick={() => session.set({ dialog: 'help' })}>
        {TEXTS.help} <kbd>?</kbd>
      </Button>
    </header>
  );
}
