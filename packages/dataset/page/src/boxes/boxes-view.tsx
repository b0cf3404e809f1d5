import { useEffect, useMemo } from 'react';
import { HelpDialog } from '../dialogs/help-dialog.js';
import { labelBindings, pageBindings } from '../keyboard/page-bindings.js';
import { useKeyboard } from '../keyboard/use-keyboard.js';
import { currentPicture } from '../model/state.js';
import { TEXTS } from '../texts.js';
import { usePage, useSession } from '../ui/use-session.js';
import { boxBindings } from './box-bindings.js';
import { createBoxCommands } from './box-commands.js';
import { BoxList } from './box-list.js';
import { PictureFacts } from './picture-facts.js';
import { Stage } from './stage.js';
import { createStageControl } from './stage-control.js';
import { Tools } from './tools.js';

/** Boxes on scenes. */
export function BoxesView() {
  const session = useSession();
  const project = usePage((page) => page.project!);
  const picture = usePage(currentPicture);
  const commands = useMemo(() => createBoxCommands(session), [session]);
  const control = useMemo(() => createStageControl(), []);
  const bindings = useMemo(
    () => [
      ...labelBindings(project, commands.label),
      ...boxBindings(session, commands, control),
      ...pageBindings(session, commands.commit),
    ],
    [session, project, commands, control],
  );
  useKeyboard(session, bindings);
  useEffect(() => {
    // Arrow presses that are not a decision yet become one before the page goes.
    window.addEventListener('pagehide', commands.commit);
    return () => {
      window.removeEventListener('pagehide', commands.commit);
      commands.commit();
    };
  }, [commands]);
  return (
    <>
      <main className="centre" id="work" aria-label={TEXTS.boxesMode}>
        <Stage picture={picture} commands={commands} control={control} />
        <Tools commands={commands} control={control} />
      </main>
      <aside className="side right" aria-label={TEXTS.boxes}>
        <BoxList picture={picture} commands={commands} />
        {picture && <PictureFacts picture={picture} commands={commands} />}
      </aside>
      <HelpDialog bindings={bindings} />
    </>
  );
}
