import type { Settings } from '../settings.js';
import { TEXTS } from '../texts.js';
import { usePage, useSession, useStore } from '../ui/use-session.js';
import { Dialog } from './dialog.js';

const APPEARANCES: readonly Settings['appearance'][] = ['system', 'light', 'dark'];
const CHOICES = ['advances', 'verifies', 'showsNames'] as const;

/** What a person can have otherwise. */
export function OptionsDialog() {
  const { set, settings } = useSession();
  const isOpen = usePage((page) => page.dialog === 'options');
  const values = useStore(settings, (all) => all);
  if (!isOpen) return null;
  const change = (made: Partial<Settings>) => settings.update((old) => ({ ...old, ...made }));
  return (
    <Dialog title={TEXTS.options} onClose={() => set({ dialog: null })}>
      <div className="options">
        {CHOICES.map((name) => (
          <label key={name}>
            <input
              type="checkbox"
              checked={values[name]}
              onChange={(event) => change({ [name]: event.target.checked })}
            />
            {TEXTS.choices[name]}
          </label>
        ))}
        <fieldset>
          <legend>{TEXTS.appearance}</legend>
          {APPEARANCES.map((one) => (
            <label key={one}>
              <input
                type="radio"
                name="appearance"
                checked={values.appearance === one}
                onChange={() => change({ appearance: one })}
              />
              {TEXTS.appearances[one]}
            </label>
          ))}
        </fieldset>
      </div>
    </Dialog>
  );
}
