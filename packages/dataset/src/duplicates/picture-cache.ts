/** Values by key that outlive a run. */
export interface PictureCache<T> {
  get(key: string): T | undefined;
  put(key: string, value: T): Promise<void>;
}
