import type { Binding, BindingGroup } from '../keyboard/binding.js';
import { TEXTS } from '../texts.js';
import { usePage, useSession } from '../ui/use-session.js';
import { Dialog } from './dialog.js';

/** What all the keys do, as they are now. */
export function HelpDialog({ bindings }: { readonly bindings: readonly Binding[] }) {
  const { set } = useSession();
  const isOpen = usePage((page) => page.dialog === 'help');
  if (!isOpen) return null;
  const groups = Object.keys(TEXTS.groups) as BindingGroup[];
  return (
    <Dialog title={TEXTS.helpTitle} onClose={() => set({ dialog: null })}>
      <div className="help">
        {groups.map((group) => {
          const rows = rowsOf(bindings.filter((one) => one.group === group));
          return rows.length === 0 ? null : (
            <section key={group}>
              <h3>{TEXTS.groups[group]}</h3>
              <dl>
                {rows.map(({ text, keys }) => (
                  <div key={text}>
                    <dt>
                      {keys.map((key) => (
                        <kbd key={key}>{TEXTS.keyName(key)}</kbd>
                      ))}
                    </dt>
                    <dd>{text}</dd>
                  </div>
                ))}
              </dl>
            </section>
          );
        })}
      </div>
      <p>{TEXTS.pointerHelp}</p>
    </Dialog>
  );
}

/** Keys that do the same thing are one line, the four arrows one entry of it. */
function rowsOf(
  bindings: readonly Binding[],
): readonly { readonly text: string; readonly keys: readonly string[] }[] {
  const rows = new Map<string, string[]>();
  for (const { text, keys } of bindings) rows.set(text, [...(rows.get(text) ?? []), ...keys]);
  return [...rows].map(([text, keys]) => ({ text, keys: joinArrows(keys) }));
}

function joinArrows(keys: readonly string[]): readonly string[] {
  const arrows = keys.filter((key) => /Arrow\w+$/.test(key));
  if (arrows.length < 4) return keys;
  const modifier = arrows[0]!.replace(/Arrow\w+$/, '');
  return [`${modifier}Arrows`, ...keys.filter((key) => !arrows.includes(key))];
}
