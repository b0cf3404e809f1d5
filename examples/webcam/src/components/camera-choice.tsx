import type { App } from '../model/app.js';
import type { AppState } from '../model/state.js';
import { TEXTS } from '../texts.js';

export interface CameraChoiceProps {
  readonly app: App;
  readonly state: AppState;
  readonly className: string;
}

/** Which camera. Wide screens have it among the tools, narrow ones among the settings. */
export function CameraChoice({ app, state, className }: CameraChoiceProps) {
  const { cameras, settings } = state;
  return (
    <label className={`field ${className}`}>
      <span className="label">{TEXTS.camera}</span>
      <select
        value={cameras.some(({ id }) => id === settings.cameraId) ? settings.cameraId : ''}
        onChange={({ currentTarget }) => void app.video.chooseCamera(currentTarget.value)}
      >
        <option value="">{TEXTS.cameraDefault}</option>
        {cameras.map(({ id, name }, index) => (
          <option key={id} value={id}>
            {name || TEXTS.cameraNumber(index + 1)}
          </option>
        ))}
      </select>
    </label>
  );
}
