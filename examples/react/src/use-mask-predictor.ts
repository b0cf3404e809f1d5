import { createMaskPredictor, type MaskPrediction, type MaskPredictor } from '@maskpred/predictor';
import { useCallback, useEffect, useRef, useState } from 'react';

export interface MaskPredictorState {
  /** `failed`: the networks did not load, `error` says why. */
  readonly status: 'loading' | 'ready' | 'failed';
  readonly error: Error | undefined;
  /** The people of a picture. Waits for the networks while they load; a newer call stops an older one. */
  readonly predict: (picture: Blob) => Promise<MaskPrediction[]>;
}

/** A predictor that lives as long as the component: loaded when it appears, freed when it goes. */
export function useMaskPredictor(): MaskPredictorState {
  const [{ status, error }, setState] = useState<Pick<MaskPredictorState, 'status' | 'error'>>({
    status: 'loading',
    error: undefined,
  });
  const loading = useRef<Promise<MaskPredictor>>(undefined);
  const running = useRef<AbortController>(undefined);

  useEffect(() => {
    let isHere = true;
    const predictor = createMaskPredictor();
    loading.current = predictor;
    predictor.then(
      () => isHere && setState({ status: 'ready', error: undefined }),
      (reason: unknown) => isHere && setState({ status: 'failed', error: toError(reason) }),
    );
    return () => {
      isHere = false;
      running.current?.abort();
      predictor.then(
        (loaded) => loaded.dispose(),
        () => undefined, // it was never there
      );
    };
  }, []);

  const predict = useCallback(async (picture: Blob) => {
    running.current?.abort();
    const { signal } = (running.current = new AbortController());
    const predictor = await loading.current!;
    return predictor.predict(picture, { signal });
  }, []);

  return { status, error, predict };
}

function toError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error(String(reason));
}
