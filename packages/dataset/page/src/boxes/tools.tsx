import { TEXTS } from '../texts.js';
import { Button } from '../ui/button.js';
import { Swatch } from '../ui/label-name.js';
import { usePage, useSession, useStore } from '../ui/use-session.js';
import type { BoxCommands } from './box-commands.js';
import { BRIGHTNESS, type StageControl, ZOOM_STEP } from './stage-control.js';

/** The buttons below the picture, for what the keys do too. */
export function Tools({
  commands,
  control,
}: {
  readonly commands: BoxCommands;
  readonly control: StageControl;
}) {
  const { navigation } = useSession();
  const { labels, keys } = usePage((page) => page.project!);
  const drawLabel = usePage((page) => page.drawLabel);
  const view = useStore(control.store, (state) => state.view);
  const brightness = useStore(control.store, (state) => state.brightness);
  return (
    <div className="tools" role="toolbar" aria-label={TEXTS.tools}>
      <div className="row" role="group" aria-label={TEXTS.labels}>
        <Button className="primary" onClick={commands.accept}>
          {TEXTS.accept} <kbd>{TEXTS.space}</kbd>
        </Button>
        {labels.map((label) => (
          <Button key={label} className="label-key" onClick={() => commands.label(label)}>
            <Swatch label={label} />
            {label}
            {keys[label] !== undefined && <kbd>{keys[label].toUpperCase()}</kbd>}
          </Button>
        ))}
      </div>
      <p className="draw-hint">
        {TEXTS.drawHint} <Swatch label={drawLabel} /> <b>{drawLabel}</b>
      </p>
      <div className="row end">
        <label>
          {TEXTS.brightness}
          <input
            type="range"
            min={BRIGHTNESS.least}
            max={BRIGHTNESS.most}
            step={0.1}
            value={brightness}
            onChange={(event) => control.setBrightness(event.target.valueAsNumber)}
          />
        </label>
        <Button className="quiet" onClick={() => control.zoom(1 / ZOOM_STEP)} aria-label={TEXTS.zoomOut}>
          −
        </Button>
        <Button className="quiet figures" onClick={control.fit} title={TEXTS.fit}>
          {TEXTS.percent(view.scale)}
        </Button>
        <Button className="quiet" onClick={() => control.zoom(ZOOM_STEP)} aria-label={TEXTS.zoomIn}>
          +
        </Button>
        <Button onClick={() => navigation.step(-1)}>
          <kbd>A</kbd> {TEXTS.previous}
        </Button>
        <Button onClick={() => navigation.step(1)}>
          {TEXTS.next} <kbd>D</kbd>
        </Button>
      </div>
    </div>
  );
}
