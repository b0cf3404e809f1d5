import { useMemo, useRef } from 'react';
import { labelBindings, pageBindings } from '../keyboard/page-bindings.js';
import { useKeyboard } from '../keyboard/use-keyboard.js';
import { HelpDialog } from '../dialogs/help-dialog.js';
import { TEXTS } from '../texts.js';
import { usePage, useSession } from '../ui/use-session.js';
import { faceBindings, type GridShape } from './face-bindings.js';
import { createFaceCommands } from './face-commands.js';
import { FaceGrid } from './face-grid.js';
import { FaceTools } from './face-tools.js';

const NOTHING_WAITS = () => {};

/** Faces in a grid. */
export function FacesView() {
  const session = useSession();
  const project = usePage((page) => page.project!);
  const shape = useRef<GridShape>({ columns: 1, page: 1 });
  const commands = useMemo(() => createFaceCommands(session), [session]);
  const bindings = useMemo(
    () => [
      ...labelBindings(project, commands.label),
      ...faceBindings(session, commands, () => shape.current),
      ...pageBindings(session, NOTHING_WAITS),
    ],
    [session, project, commands],
  );
  useKeyboard(session, bindings);
  return (
    <>
      <main className="centre" id="work" aria-label={TEXTS.facesMode}>
        <FaceGrid commands={commands} shape={shape} />
        <FaceTools commands={commands} />
      </main>
      <HelpDialog bindings={bindings} />
    </>
  );
}
