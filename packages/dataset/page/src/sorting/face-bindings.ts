import type { Binding } from '../keyboard/binding.js';
import type { Session } from '../model/session.js';
import { TEXTS } from '../texts.js';
import type { FaceCommands } from './face-commands.js';

/** How many faces lie in a row of the grid, and in the rows that are seen. */
export interface GridShape {
  readonly columns: number;
  readonly page: number;
}

/** The keys of the grid, besides those of labels. */
export function faceBindings(
  session: Session,
  commands: FaceCommands,
  shape: () => GridShape,
): readonly Binding[] {
  const faces = () => session.store.get().faces;
  const ways: readonly (readonly [string, (cursor: number) => number])[] = [
    ['ArrowLeft', (cursor) => cursor - 1],
    ['ArrowRight', (cursor) => cursor + 1],
    ['ArrowUp', (cursor) => (cursor < shape().columns ? cursor : cursor - shape().columns)],
    ['ArrowDown', (cursor) => cursor + shape().columns],
    ['Home', () => 0],
    ['End', () => faces().items.length - 1],
    ['PageUp', (cursor) => cursor - shape().page],
    ['PageDown', (cursor) => cursor + shape().page],
  ];
  const moves = ways.flatMap(([key, to]): readonly Binding[] =>
    [false, true].map((extend) => ({
      keys: [extend ? `Shift+${key}` : key],
      group: 'grid',
      text: extend ? TEXTS.selectRun : TEXTS.moveCursor,
      repeats: true,
      run: () => commands.move(to(faces().cursor), extend),
    })),
  );
  return [
    { keys: ['Space'], group: 'labels', text: TEXTS.confirm, run: commands.confirm },
    { keys: ['g'], group: 'labels', text: TEXTS.takeGuess, run: commands.takeGuess },
    ...moves,
    { keys: ['Ctrl+a'], group: 'grid', text: TEXTS.selectAll, run: commands.selectAll },
    { keys: ['Escape'], group: 'grid', text: TEXTS.deselect, run: commands.deselect },
    {
      keys: ['Enter'],
      group: 'grid',
      text: TEXTS.showInPicture,
      run: () => {
        const face = faces().items[faces().cursor];
        if (face && session.store.get().project?.layout === 'scenes') session.openFace(face);
      },
    },
    { keys: ['r'], group: 'grid', text: TEXTS.sortAgain, run: commands.sortAgain },
  ];
}
