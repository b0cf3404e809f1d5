import type { MaskPrediction } from '@maskpred/predictor';
import { type ChangeEvent, useEffect, useState } from 'react';
import { Picture } from './picture';
import { useMaskPredictor } from './use-mask-predictor';

type Answer =
  | { readonly picture: Blob; readonly people?: readonly MaskPrediction[]; readonly message?: string }
  | undefined;

export function App() {
  const { status, error, predict } = useMaskPredictor();
  const [answer, setAnswer] = useState<Answer>();
  const picture = answer?.picture;

  useEffect(() => {
    if (!picture) return;
    let isLatest = true;
    predict(picture).then(
      (people) => isLatest && setAnswer({ picture, people }),
      (reason: Error) => isLatest && setAnswer({ picture, message: reason.message }),
    );
    return () => {
      isLatest = false;
    };
  }, [picture, predict]);

  const choose = ({ target }: ChangeEvent<HTMLInputElement>) => {
    const [file] = target.files ?? [];
    if (file) setAnswer({ picture: file });
  };

  return (
    <main>
      <h1>Who wears a mask?</h1>
      <p>Choose a picture. It stays on this device: the networks run in the page.</p>
      <p>
        <label htmlFor="picture">Picture</label>{' '}
        <input id="picture" type="file" accept="image/*" onChange={choose} />
      </p>
      <p role="status">{error?.message ?? describe(status, answer)}</p>
      {answer?.people && <Picture picture={answer.picture} people={answer.people} />}
      <ol>
        {answer?.people?.map(({ face, label, score }) => (
          <li key={`${face.box.x} ${face.box.y}`}>
            {label}, {Math.round(score * 100)} %
          </li>
        ))}
      </ol>
    </main>
  );
}

function describe(status: string, answer: Answer): string {
  if (answer?.message) return answer.message;
  if (answer?.people) return answer.people.length === 1 ? '1 face.' : `${answer.people.length} faces.`;
  if (answer) return 'Looking for faces …';
  return status === 'loading' ? 'Loading the networks …' : 'No picture yet.';
}
