import { memo, useState } from 'react';
import { CROP_SIZES, type FaceItem } from '../../../src/label/protocol.js';
import { cropAddress } from '../api/server.js';
import { TEXTS } from '../texts.js';
import { Swatch } from '../ui/label-name.js';

interface FaceCropProps {
  readonly face: FaceItem;
  readonly place: number;
  readonly count: number;
  readonly side: number;
  readonly isCursor: boolean;
  readonly isSelected: boolean;
}

/** The id of a face's element: what the grid says its cursor is at. */
export function cropElementId(place: number): string {
  return `face-${place}`;
}

/** A face of the grid with what it is called and what the classifier thinks. */
export const FaceCrop = memo(function FaceCrop(props: FaceCropProps) {
  const { face, place, count, side, isCursor, isSelected } = props;
  const [isBroken, setBroken] = useState(false);
  const size = CROP_SIZES.find((one) => one >= side * devicePixelRatio) ?? CROP_SIZES.at(-1)!;
  const classes = [
    'crop',
    isCursor ? 'is-cursor' : '',
    isSelected ? 'is-selected' : '',
    face.isDecided ? 'is-decided' : '',
    face.disagrees ? 'disagrees' : '',
  ];
  return (
    <div
      id={cropElementId(place)}
      role="option"
      aria-selected={isSelected || isCursor}
      aria-setsize={count}
      aria-posinset={place + 1}
      aria-label={TEXTS.faceAloud(face)}
      className={classes.join(' ')}
      data-place={place}
      data-face={`${face.picture}/${face.box}`}
      style={{ width: side }}
      title={face.name}
    >
      <span className="crop-picture" style={{ width: side, height: side }}>
        {isBroken ? (
          <span className="crop-broken">{TEXTS.broken}</span>
        ) : (
          <img
            src={cropAddress(face.picture, face.box, size, face.state?.box)}
            alt=""
            decoding="async"
            draggable={false}
            onError={() => setBroken(true)}
          />
        )}
      </span>
      <span className="crop-label">
        <Swatch label={face.label} isProposal={!face.isDecided} />
        <span>{face.label}</span>
        <span className="mark">{face.isDecided ? '✓' : '?'}</span>
      </span>
      <span className="crop-guess">{TEXTS.faceGuess(face)}</span>
    </div>
  );
});
