import { TEXTS } from '../texts.js';

interface SearchFieldProps {
  readonly value: string;
  readonly onChange: (value: string) => void;
}

/** Searches by name; Enter and Escape give the keyboard back to the work. */
export function SearchField({ value, onChange }: SearchFieldProps) {
  return (
    <input
      type="search"
      aria-label={TEXTS.search}
      placeholder={TEXTS.searchHint}
      value={value}
      onChange={(event) => onChange(event.target.value)}
      onKeyDown={(event) => {
        if (event.key !== 'Enter' && event.key !== 'Escape') return;
        if (event.key === 'Escape') onChange('');
        document.querySelector<HTMLElement>('[data-stage]')?.focus();
      }}
    />
  );
}
