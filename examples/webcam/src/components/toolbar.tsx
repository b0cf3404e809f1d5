import type { App } from '../model/app.js';
import type { AppState } from '../model/state.js';
import { TEXTS } from '../texts.js';
import { CameraChoice } from './camera-choice.js';
import { Icon, type IconProps } from './icon.js';

export interface ToolbarProps {
  readonly app: App;
  readonly state: AppState;
  readonly onOpen: () => void;
}

/** What is used while a video runs. */
export function Toolbar({ app, state, onOpen }: ToolbarProps) {
  const { video, isStarting, pictures, settings } = state;
  return (
    <div className="toolbar" id="controls" role="toolbar" aria-label={TEXTS.tools}>
      {video ? (
        <Tool icon="stop" name={TEXTS.stop} className="primary" onClick={app.video.stop} />
      ) : (
        <Tool
          icon="camera"
          name={isStarting ? TEXTS.starting : TEXTS.start}
          className="primary"
          isDisabled={isStarting}
          onClick={() => void app.video.startCamera()}
        />
      )}
      {video === 'sample' && (
        <Tool icon="camera" name={TEXTS.start} onClick={() => void app.video.startCamera()} />
      )}
      {video === 'camera' && (
        <Tool icon="sample" name={TEXTS.sample} onClick={() => void app.video.startSample()} />
      )}
      <CameraChoice app={app} state={state} className="wide-only" />
      <Tool
        icon="mirror"
        name={TEXTS.mirror}
        isPressed={settings.isMirrored}
        isDisabled={video === 'sample' || pictures !== undefined}
        onClick={() => app.change({ isMirrored: !settings.isMirrored })}
      />
      <Tool
        icon="snapshot"
        name={TEXTS.snapshot}
        isDisabled={!video && !pictures}
        onClick={() => void app.snapshot()}
      />
      <Tool icon="picture" name={TEXTS.openPictures} onClick={onOpen} />
    </div>
  );
}

interface ToolProps {
  readonly icon: IconProps['name'];
  readonly name: string;
  readonly className?: string;
  readonly isPressed?: boolean;
  readonly isDisabled?: boolean;
  readonly onClick: () => void;
}

function Tool({ icon, name, className, isPressed, isDisabled, onClick }: ToolProps) {
  return (
    <button
      type="button"
      className={className ? `tool ${className}` : 'tool'}
      title={name}
      aria-pressed={isPressed}
      disabled={isDisabled}
      onClick={onClick}
    >
      <Icon name={icon} />
      <span>{name}</span>
    </button>
  );
}
