// Drawn for this app, on a 24 x 24 grid.
const PATHS = {
  camera: 'M4 7h10a2 2 0 0 1 2 2v6a2 2 0 0 1-2 2H4a2 2 0 0 1-2-2V9a2 2 0 0 1 2-2zm12 4 5-3v8l-5-3',
  stop: 'M7 7h10v10H7z',
  sample: 'M3 5h18v14H3zM10 9v6l5-3z',
  picture: 'M3 5h18v14H3zM3 16l5-5 4 4 3-3 6 5M16 9h.01',
  snapshot: 'M4 8h3l2-3h6l2 3h3v11H4zM12 16a3.2 3.2 0 1 0 0-6.4 3.2 3.2 0 0 0 0 6.4z',
  mirror: 'M12 3v18M9 7 3 17h6zM15 7l6 10h-6z',
  sound: 'M4 10v4h3l5 4V6L7 10zM16 9a4 4 0 0 1 0 6M18.5 6.5a8 8 0 0 1 0 11',
  help: 'M9 9.5a3 3 0 1 1 4.2 2.7c-.8.4-1.2 1-1.2 1.8v.5M12 18h.01',
  close: 'M6 6l12 12M18 6 6 18',
  previous: 'M15 5l-7 7 7 7',
  next: 'M9 5l7 7-7 7',
} as const;

export interface IconProps {
  readonly name: keyof typeof PATHS;
}

/** A small picture beside words; screen readers pass over it. */
export function Icon({ name }: IconProps) {
  return (
    <svg className="icon" viewBox="0 0 24 24" width="20" height="20" aria-hidden="true">
      <path d={PATHS[name]} />
    </svg>
  );
}
