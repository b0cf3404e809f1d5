import { useEffect, useState } from 'react';
import { FACE_FILTERS, type FaceFilter } from '../../../src/label/protocol.js';
import { TEXTS } from '../texts.js';
import { usePage, useSession } from '../ui/use-session.js';
import { SearchField } from './search-field.js';

/** After the last letter of a name, until it is searched for. */
const TYPING_MS = 250;

/** Which faces are in the grid, and in which order. */
export function FaceFilters() {
  const { faces } = useSession();
  const filter = usePage((page) => page.faces.filter);
  const { labels, hasClassifier } = usePage((page) => page.project!);
  const [search, setSearch] = useState(filter.search);
  useEffect(() => {
    if (search === filter.search) return;
    const timer = setTimeout(() => void faces.load({ ...filter, search }), TYPING_MS);
    return () => clearTimeout(timer);
  }, [faces, filter, search]);
  return (
    <search className="filters">
      <SearchField value={search} onChange={setSearch} />
      <select
        aria-label={TEXTS.filterState}
        value={filter.filter}
        onChange={(event) => void faces.load({ ...filter, filter: event.target.value as FaceFilter })}
      >
        {FACE_FILTERS.filter((one) => hasClassifier || one !== 'disagreement').map((one) => (
          <option key={one} value={one}>
            {TEXTS.faceFilters[one]}
          </option>
        ))}
      </select>
      <select
        aria-label={TEXTS.filterLabel}
        value={filter.label ?? ''}
        onChange={(event) => void faces.load({ ...filter, label: event.target.value || null })}
      >
        <option value="">{TEXTS.anyLabel}</option>
        {labels.map((label) => (
          <option key={label}>{label}</option>
        ))}
      </select>
      <select
        aria-label={TEXTS.order}
        value={filter.order}
        onChange={(event) => void faces.load({ ...filter, order: event.target.value as typeof filter.order })}
      >
        <option value="uncertain">{hasClassifier ? TEXTS.byUncertainty : TEXTS.undecidedFirst}</option>
        <option value="name">{TEXTS.byName}</option>
      </select>
    </search>
  );
}
