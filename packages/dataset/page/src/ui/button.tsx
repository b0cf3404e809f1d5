import type { ComponentProps } from 'react';

/** A button that a click does not take the keyboard away with: Space goes on to mean what it means on the picture. */
export function Button(props: ComponentProps<'button'>) {
  return <button type="button" onMouseDown={(event) => event.preventDefault()} {...props} />;
}
