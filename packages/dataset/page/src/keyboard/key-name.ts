/** What of a key event its name is made of. */
export interface KeyPress {
  readonly key: string;
  readonly code: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
}

/**
 * The name of a key with its modifiers, such as `d`, `Ctrl+z`, `Shift+ArrowLeft` or `?`. Command is Ctrl on a Mac. Shift is
 * named for letters with Ctrl and for keys without a character; a character such as `?` or `+` has used it up.
 * The row of digits means digits whatever the keyboard's layout puts there.
 */
export function keyName(press: KeyPress): string {
  const { code, ctrlKey, metaKey, altKey, shiftKey } = press;
  const digit = !shiftKey ? /^Digit(\d)$/.exec(code)?.[1] : undefined;
  const key =
    digit ?? (press.key === ' ' ? 'Space' : press.key.length === 1 ? press.key.toLowerCase() : press.key);
  const isCharacter = key.length === 1;
  const isLetter = /^\p{L}$/u.test(key);
  const modifiers = [
    ctrlKey || metaKey ? 'Ctrl+' : '',
    altKey ? 'Alt+' : '',
    shiftKey && (!isCharacter || isLetter) ? 'Shift+' : '',
  ];
  return modifiers.join('') + key;
}

/** Whether keys are typed there, or choose in a list, rather than being commands. */
export function isForTyping(target: EventTarget | null): boolean {
  return (
    target instanceof Element &&
    target.matches(
      'select, textarea, [contenteditable], input:not([type=checkbox]):not([type=radio]):not([type=range])',
    )
  );
}

/** Whether Space and Enter press it. */
export function isPressable(target: EventTarget | null): boolean {
  return (
    target instanceof Element && target.closest('button:not([data-box]), a[href], summary, input') !== null
  );
}
