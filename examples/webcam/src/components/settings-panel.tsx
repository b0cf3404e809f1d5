import { DETECTOR_CHOICES, ENGINE_CHOICES } from '../inference/protocol.js';
import { ALERT_LABEL } from '../live/alert.js';
import type { App } from '../model/app.js';
import { APPEARANCES, MIN_SCORE_RANGE, SNAPSHOT_FORMATS } from '../settings.js';
import type { AppState } from '../model/state.js';
import { TEXTS } from '../texts.js';
import { CameraChoice } from './camera-choice.js';

export interface SettingsPanelProps {
  readonly app: App;
  readonly state: AppState;
}

/** What can be changed while a video runs. */
export function SettingsPanel({ app, state }: SettingsPanelProps) {
  const { settings, labels } = state;
  return (
    <section className="panel settings" aria-labelledby="settings-title">
      <h2 id="settings-title">{TEXTS.settings}</h2>
      <CameraChoice app={app} state={state} className="row narrow-only" />
      <Choice
        name={TEXTS.detector}
        value={settings.detector}
        choices={DETECTOR_CHOICES}
        nameOf={TEXTS.detectorName}
        onChange={(detector) => app.change({ detector })}
      />
      <Choice
        name={TEXTS.engine}
        value={settings.engine}
        choices={ENGINE_CHOICES}
        nameOf={TEXTS.engineName}
        onChange={(engine) => app.change({ engine })}
      />
      <label className="field">
        <span className="label">
          {TEXTS.minScore} <output>{TEXTS.percent(settings.minScore)}</output>
        </span>
        <input
          type="range"
          {...MIN_SCORE_RANGE}
          value={settings.minScore}
          aria-describedby="min-score-help"
          onChange={({ currentTarget }) => app.change({ minScore: currentTarget.valueAsNumber })}
        />
        <span className="quiet-text" id="min-score-help">
          {TEXTS.minScoreHelp}
        </span>
      </label>
      {labels.includes(ALERT_LABEL) && (
        <Switch
          name={TEXTS.sound}
          isOn={settings.hasSound}
          onChange={(hasSound) => app.change({ hasSound })}
        />
      )}
      <Switch
        name={TEXTS.shortcutsOn}
        isOn={settings.hasShortcuts}
        onChange={(hasShortcuts) => app.change({ hasShortcuts })}
      />
      <Choice
        name={TEXTS.snapshotFormat}
        value={settings.snapshotFormat}
        choices={SNAPSHOT_FORMATS}
        nameOf={(format) => TEXTS.snapshotFormatName[format]}
        onChange={(snapshotFormat) => app.change({ snapshotFormat })}
      />
      <Choice
        name={TEXTS.appearance}
        value={settings.appearance}
        choices={APPEARANCES}
        nameOf={(appearance) => TEXTS.appearanceName[appearance]}
        onChange={(appearance) => app.change({ appearance })}
      />
      <p className="quiet-text">{TEXTS.privacy}</p>
    </section>
  );
}

interface ChoiceProps<T extends string> {
  readonly name: string;
  readonly value: T;
  readonly choices: readonly T[];
  readonly nameOf: (choice: T) => string;
  readonly onChange: (choice: T) => void;
}

function Choice<T extends string>({ name, value, choices, nameOf, onChange }: ChoiceProps<T>) {
  return (
    <label className="field row">
      <span className="label">{name}</span>
      <select value={value} onChange={({ currentTarget }) => onChange(currentTarget.value as T)}>
        {choices.map((choice) => (
          <option key={choice} value={choice}>
            {nameOf(choice)}
          </option>
        ))}
      </select>
    </label>
  );
}

interface SwitchProps {
  readonly name: string;
  readonly isOn: boolean;
  readonly onChange: (isOn: boolean) => void;
}

function Switch({ name, isOn, onChange }: SwitchProps) {
  return (
    <label className="field row switch">
      <span className="label">{name}</span>
      <input
        type="checkbox"
        role="switch"
        checked={isOn}
        onChange={({ currentTarget }) => onChange(currentTarget.checked)}
      />
    </label>
  );
}
