import { useEffect, useState } from 'react';
import type { App } from '../model/app.js';

/** Takes pictures that are dropped or pasted anywhere on the page. @returns whether something is dragged over it. */
export function useFiles(app: App): boolean {
  const [isDragging, setDragging] = useState(false);
  useEffect(() => {
    const controller = new AbortController();
    const { signal } = controller;
    const filesOf = (data: DataTransfer | null) => [...(data?.files ?? [])];
    const hasFiles = (event: DragEvent) => event.dataTransfer?.types.includes('Files') ?? false;
    addEventListener(
      'dragover',
      (event) => {
        if (!hasFiles(event)) return;
        event.preventDefault(); // else the browser opens the file in place of the page
        setDragging(true);
      },
      { signal },
    );
    addEventListener(
      'dragleave',
      (event) => {
        if (event.relatedTarget === null) setDragging(false);
      },
      { signal },
    );
    addEventListener(
      'drop',
      (event) => {
        if (!hasFiles(event)) return;
        event.preventDefault();
        setDragging(false);
        app.pictures.open(filesOf(event.dataTransfer));
      },
      { signal },
    );
    addEventListener(
      'paste',
      (event) => {
        const files = filesOf(event.clipboardData);
        if (files.length > 0) app.pictures.open(files);
      },
      { signal },
    );
    return () => controller.abort();
  }, [app]);
  return isDragging;
}
