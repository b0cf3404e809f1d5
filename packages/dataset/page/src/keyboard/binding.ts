/** Parts of the list of keys. */
export type BindingGroup = 'labels' | 'boxes' | 'view' | 'pictures' | 'grid' | 'page';

/** Keys, and what they do. */
export interface Binding {
  /** As {@link keyName} names them; any of them will do. */
  readonly keys: readonly string[];
  readonly group: BindingGroup;
  /** What it does, for the list of keys. */
  readonly text: string;
  /** Goes on while the key is held. @default false */
  readonly repeats?: boolean;
  /** Done when the key is let go, unless it was held for something else meanwhile: Space, which also moves the picture. */
  readonly onRelease?: boolean;
  /** Whether the key means this now; what it means to the browser otherwise. @default always */
  readonly isMeant?: () => boolean;
  readonly run: () => void;
}

/** The first binding for a key that is meant now. */
export function findBinding(bindings: readonly Binding[], name: string): Binding | undefined {
  return bindings.find(({ keys, isMeant }) => keys.includes(name) && (isMeant?.() ?? true));
}
