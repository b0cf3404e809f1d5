import type { MaskPrediction } from '@maskpred/predictor';
import { useEffect, useState } from 'react';

interface PictureProps {
  readonly picture: Blob;
  readonly people: readonly MaskPrediction[];
}

/** The picture with a box around each face. Boxes are an SVG in the picture's own pixels, so they scale with it. */
export function Picture({ picture, people }: PictureProps) {
  const [url, setUrl] = useState<string>();
  const [size, setSize] = useState<{ width: number; height: number }>();

  useEffect(() => {
    const address = URL.createObjectURL(picture);
    setUrl(address);
    return () => URL.revokeObjectURL(address);
  }, [picture]);

  return (
    <figure>
      <img
        src={url}
        alt={`The picture, with ${people.length} faces`}
        onLoad={({ currentTarget }) =>
          setSize({ width: currentTarget.naturalWidth, height: currentTarget.naturalHeight })
        }
      />
      {size && (
        <svg viewBox={`0 0 ${size.width} ${size.height}`} aria-hidden="true">
          {people.map(({ face: { box }, label }) => (
            <rect key={`${box.x} ${box.y}`} {...box} className={label} />
          ))}
        </svg>
      )}
    </figure>
  );
}
