import { useEffect, useRef } from 'react';
import type { App } from '../model/app.js';
import type { AppState, PicturesState } from '../model/state.js';
import { TEXTS } from '../texts.js';
import { Icon } from './icon.js';

export interface StageViewProps {
  readonly app: App;
  readonly state: AppState;
  readonly isDragging: boolean;
  readonly onOpen: () => void;
}

/** The video or the picture, with the boxes over it. */
export function StageView({ app, state, isDragging, onOpen }: StageViewProps) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    app.stage.mount(place.current);
    return () => app.stage.mount(null);
  }, [app]);
  const { video, pictures, isStarting } = state;
  return (
    <section className="stage" aria-label={TEXTS.stage}>
      <div ref={place} className="place" />
      {!video && !pictures && (
        <div className="welcome">
          <img src="./icon.svg" width="88" height="88" alt="" />
          <h2>{TEXTS.welcomeTitle}</h2>
          <p>{TEXTS.welcomeText}</p>
          <div className="choices">
            <button
              type="button"
              className="primary"
              disabled={isStarting}
              onClick={() => void app.video.startCamera()}
            >
              <Icon name="camera" />
              {isStarting ? TEXTS.starting : TEXTS.start}
            </button>
            <button type="button" onClick={() => void app.video.startSample()}>
              <Icon name="sample" />
              {TEXTS.sample}
            </button>
            <button type="button" onClick={onOpen}>
              <Icon name="picture" />
              {TEXTS.openPictures}
            </button>
          </div>
        </div>
      )}
      {pictures && <PictureBar app={app} pictures={pictures} hasVideo={video !== undefined} />}
      {isDragging && <p className="drop">{TEXTS.dropHere}</p>}
    </section>
  );
}

interface PictureBarProps {
  readonly app: App;
  readonly pictures: PicturesState;
  readonly hasVideo: boolean;
}

function PictureBar({ app, pictures, hasVideo }: PictureBarProps) {
  const { names, index, result } = pictures;
  return (
    <div className="picture-bar">
      {names.length > 1 && (
        <button
          type="button"
          className="square"
          aria-label={TEXTS.previous}
          onClick={() => app.pictures.move(-1)}
        >
          <Icon name="previous" />
        </button>
      )}
      <p>
        {names.length > 1 && <span>{TEXTS.pictureOf(index + 1, names.length)} </span>}
        <span className="file-name">{names[index]}</span>
        {!result && <span> {TEXTS.analysing}</span>}
      </p>
      {names.length > 1 && (
        <button type="button" className="square" aria-label={TEXTS.next} onClick={() => app.pictures.move(1)}>
          <Icon name="next" />
        </button>
      )}
      <button type="button" onClick={app.pictures.close}>
        {hasVideo ? TEXTS.backToVideo : TEXTS.close}
      </button>
      {result && 'failure' in result && (
        <p className="failure" role="alert">
          {result.failure.message}
        </p>
      )}
    </div>
  );
}
