import { useEffect } from 'react';
import { PAN_START } from '../boxes/use-panning.js';
import type { Session } from '../model/session.js';
import { type Binding, findBinding } from './binding.js';
import { isForTyping, isPressable, keyName } from './key-name.js';

/** Keys that press what has the focus. */
const PRESSING = ['Space', 'Enter'];

/** Does what the keys say, wherever the focus is, except where somebody types or a dialog is open. */
export function useKeyboard(session: Session, bindings: readonly Binding[]): void {
  useEffect(() => {
    const ending = new AbortController();
    const { signal } = ending;
    let held: Binding | undefined;

    const run = (binding: Binding) => {
      // What an undo on its way leaves is what the next key is meant for.
      const settled = session.decider.settled();
      if (settled) void settled.then(binding.run);
      else binding.run();
    };
    const onDown = (event: KeyboardEvent) => {
      const name = keyName(event);
      if (event.isComposing || isForTyping(event.target) || document.querySelector('dialog[open]')) return;
      if (PRESSING.includes(name) && isPressable(event.target)) return;
      const binding = findBinding(bindings, name);
      if (!binding) return;
      event.preventDefault();
      event.stopPropagation(); // the drawing library has keys of its own
      if (event.repeat && !binding.repeats) return;
      if (binding.onRelease) held = binding;
      else run(binding);
    };
    const onUp = (event: KeyboardEvent) => {
      if (!held || !held.keys.includes(keyName(event))) return;
      const binding = held;
      held = undefined;
      event.preventDefault(); // or the button that has the focus by now is pressed
      run(binding);
    };

    window.addEventListener('keydown', onDown, { signal, capture: true });
    window.addEventListener('keyup', onUp, { signal, capture: true });
    window.addEventListener(PAN_START, () => (held = undefined), { signal });
    window.addEventListener('blur', () => (held = undefined), { signal });
    return () => ending.abort();
  }, [session, bindings]);
}
