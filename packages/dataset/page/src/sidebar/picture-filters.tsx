import { PICTURE_FILTERS, type PictureFilter } from '../../../src/label/protocol.js';
import { TEXTS } from '../texts.js';
import { usePage, useSession } from '../ui/use-session.js';
import { SearchField } from './search-field.js';

/** Which pictures are listed. */
export function PictureFilters() {
  const { set } = useSession();
  const filter = usePage((page) => page.filter);
  const labels = usePage((page) => page.project!.labels);
  return (
    <search className="filters">
      <SearchField value={filter.search} onChange={(search) => set({ filter: { ...filter, search } })} />
      <div className="pair">
        <select
          aria-label={TEXTS.filterState}
          value={filter.phase}
          onChange={(event) => set({ filter: { ...filter, phase: event.target.value as PictureFilter } })}
        >
          {PICTURE_FILTERS.map((phase) => (
            <option key={phase} value={phase}>
              {TEXTS.pictureFilters[phase]}
            </option>
          ))}
        </select>
        <select
          aria-label={TEXTS.filterLabel}
          value={filter.label ?? ''}
          onChange={(event) => set({ filter: { ...filter, label: event.target.value || null } })}
        >
          <option value="">{TEXTS.anyLabel}</option>
          {labels.map((label) => (
            <option key={label}>{label}</option>
          ))}
        </select>
      </div>
    </search>
  );
}
