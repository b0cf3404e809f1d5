import { TEXTS } from '../texts.js';
import { CROP_SIDES } from '../settings.js';
import { Button } from '../ui/button.js';
import { Swatch } from '../ui/label-name.js';
import { usePage, useSession, useSetting } from '../ui/use-session.js';
import type { FaceCommands } from './face-commands.js';

/** The buttons below the grid, for what the keys do too. */
export function FaceTools({ commands }: { readonly commands: FaceCommands }) {
  const { settings } = useSession();
  const { labels, keys } = usePage((page) => page.project!);
  const { selected, isOutdated } = usePage((page) => page.faces);
  const side = useSetting('cropSide');
  return (
    <div className="tools" role="toolbar" aria-label={TEXTS.tools}>
      <div className="row" role="group" aria-label={TEXTS.labels}>
        <Button className="primary" onClick={commands.confirm}>
          {TEXTS.confirm} <kbd>{TEXTS.space}</kbd>
        </Button>
        {labels.map((label) => (
          <Button key={label} className="label-key" onClick={() => commands.label(label)}>
            <Swatch label={label} />
            {label}
            {keys[label] !== undefined && <kbd>{keys[label].toUpperCase()}</kbd>}
          </Button>
        ))}
        <Button onClick={commands.takeGuess}>
          {TEXTS.takeGuess} <kbd>G</kbd>
        </Button>
      </div>
      <p className="draw-hint">{selected.size > 0 ? TEXTS.selectedCount(selected.size) : TEXTS.selectHint}</p>
      <div className="row end">
        <Button className={isOutdated ? 'primary' : 'quiet'} onClick={commands.sortAgain}>
          {isOutdated ? TEXTS.guessesCame : TEXTS.sortAgain} <kbd>R</kbd>
        </Button>
        <div className="switch" role="group" aria-label={TEXTS.cropSize}>
          {CROP_SIDES.map((one, index) => (
            <Button
              key={one}
              aria-pressed={one === side}
              onClick={() => settings.update((old) => ({ ...old, cropSide: one }))}
            >
              {TEXTS.cropSizes[index]}
            </Button>
          ))}
        </div>
      </div>
    </div>
  );
}
