import { useEffect } from 'react';
import type { Settings } from '../settings.js';

/** Makes the page light or dark, or leaves it to the system. */
export function useAppearance(appearance: Settings['appearance']): void {
  useEffect(() => {
    document.documentElement.dataset['appearance'] = appearance;
  }, [appearance]);
}
