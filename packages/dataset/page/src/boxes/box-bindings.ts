import type { Binding } from '../keyboard/binding.js';
import type { Session } from '../model/session.js';
import { currentPicture } from '../model/state.js';
import { TEXTS } from '../texts.js';
import { isAtBoxes } from './box-focus.js';
import type { BoxCommands } from './box-commands.js';
import { type StageControl, ZOOM_STEP } from './stage-control.js';

/** Pixels of the picture that an arrow moves with Shift. */
const FAR = 10;

const ARROWS = [
  ['ArrowLeft', -1, 0],
  ['ArrowRight', 1, 0],
  ['ArrowUp', 0, -1],
  ['ArrowDown', 0, 1],
] as const;

/** The keys of boxes on scenes, besides those of labels. */
export function boxBindings(
  session: Session,
  commands: BoxCommands,
  control: StageControl,
): readonly Binding[] {
  const { navigation, store, say } = session;
  const go = (step: number) => () => {
    commands.commit();
    navigation.step(step);
  };
  const currentBox = () => {
    const page = store.get();
    return currentPicture(page)?.state.boxes.find(({ id }) => id === page.box)?.box;
  };
  const boxFromCurrent = (step: number): string | undefined => {
    const page = store.get();
    const boxes = currentPicture(page)?.state.boxes ?? [];
    const at = boxes.findIndex(({ id }) => id === page.box);
    return at < 0 ? boxes.at(step > 0 ? 0 : -1)?.id : boxes[at + step]?.id;
  };
  /** Through the boxes and then on through the page, so that nobody is caught among them. */
  const tab = (key: string, step: number): Binding => ({
    keys: [key],
    group: 'boxes',
    text: step > 0 ? TEXTS.nextBox : TEXTS.previousBox,
    repeats: true,
    isMeant: () => isAtBoxes(document.activeElement) && boxFromCurrent(step) !== undefined,
    run: () => commands.select(boxFromCurrent(step) ?? null),
  });
  return [
    tab('Tab', 1),
    tab('Shift+Tab', -1),
    { keys: ['Space'], group: 'boxes', text: TEXTS.accept, onRelease: true, run: commands.accept },
    { keys: ['Delete', 'Backspace'], group: 'boxes', text: TEXTS.remove, run: commands.remove },
    { keys: ['Ctrl+d'], group: 'boxes', text: TEXTS.duplicate, run: commands.duplicate },
    { keys: ['c'], group: 'boxes', text: TEXTS.copyPrevious, run: commands.copyPrevious },
    { keys: ['x'], group: 'boxes', text: TEXTS.difficult, run: commands.toggleDifficult },
    { keys: ['Escape'], group: 'boxes', text: TEXTS.deselect, run: () => commands.select(null) },
    ...nudges('', TEXTS.nudge, (dx, dy) => commands.nudge(dx, dy)),
    ...nudges('Shift+', TEXTS.nudgeFar, (dx, dy) => commands.nudge(FAR * dx, FAR * dy)),
    ...nudges('Alt+', TEXTS.grow, (dx, dy) => commands.grow(dx, dy)),
    ...nudges('Alt+Shift+', TEXTS.growFar, (dx, dy) => commands.grow(FAR * dx, FAR * dy)),
    { keys: ['d', 'PageDown'], group: 'pictures', text: TEXTS.next, repeats: true, run: go(1) },
    { keys: ['a', 'PageUp'], group: 'pictures', text: TEXTS.previous, repeats: true, run: go(-1) },
    {
      keys: ['n'],
      group: 'pictures',
      text: TEXTS.nextUndecided,
      run: () => {
        commands.commit();
        if (!navigation.advance()) say(TEXTS.allDone);
      },
    },
    { keys: ['v'], group: 'pictures', text: TEXTS.verify, run: commands.toggleVerified },
    { keys: ['z'], group: 'view', text: TEXTS.zoomFace, run: () => control.toggleFace(currentBox()) },
    { keys: ['f'], group: 'view', text: TEXTS.fit, run: control.fit },
    {
      keys: ['+', '='],
      group: 'view',
      text: TEXTS.zoomIn,
      repeats: true,
      run: () => control.zoom(ZOOM_STEP),
    },
    {
      keys: ['-'],
      group: 'view',
      text: TEXTS.zoomOut,
      repeats: true,
      run: () => control.zoom(1 / ZOOM_STEP),
    },
    { keys: ['b'], group: 'view', text: TEXTS.brighter, run: control.stepBrightness },
    {
      keys: ['t'],
      group: 'view',
      text: TEXTS.names,
      run: () => session.settings.update((old) => ({ ...old, showsNames: !old.showsNames })),
    },
  ];
}

function nudges(modifier: string, text: string, move: (dx: number, dy: number) => void): readonly Binding[] {
  return ARROWS.map(([arrow, dx, dy]) => ({
    keys: [modifier + arrow],
    group: 'boxes' as const,
    text,
    repeats: true,
    run: () => move(dx, dy),
  }));
}
