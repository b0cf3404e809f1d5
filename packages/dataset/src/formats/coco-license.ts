import type { License, LicenseStatus } from '@maskpred/core';
import * as z from 'zod';

/** An entry of `licenses` in a COCO file; `status` is maskpred's own, and others ignore it. */
export const cocoLicenseSchema = z.object({
  id: z.union([z.number(), z.string()]),
  name: z.string().optional(),
  url: z.string().optional(),
  status: z.enum(['verified', 'claimed', 'unknown']).optional(),
});
export type CocoLicense = z.infer<typeof cocoLicenseSchema>;

/** https://creativecommons.org/licenses/<code>/<version>/ and https://creativecommons.org/publicdomain/<code>/<version>/ */
const CREATIVE_COMMONS =
  /^https?:\/\/(?:www\.)?creativecommons\.org\/(licenses|publicdomain)\/([a-z-]+)\/(\d\.\d)/i;
const PUBLIC_DOMAIN: Readonly<Record<string, string>> = { zero: 'cc0', mark: 'pdm' };

/** The licence that an entry of `licenses` names: a list says so, nobody has verified it, unless maskpred wrote it. */
export function fromCocoLicense({ name = '', url, status }: CocoLicense): License | undefined {
  const link = url ? { url } : {};
  if (status) return { id: name || 'unknown', ...link, status: status satisfies LicenseStatus };
  const [, kind, code = '', version] = CREATIVE_COMMONS.exec(url ?? '') ?? [];
  if (kind) {
    const id = kind.toLowerCase() === 'licenses' ? code : (PUBLIC_DOMAIN[code.toLowerCase()] ?? code);
    return { id: `${id.toLowerCase()}-${version}`, ...link, status: 'claimed' };
  }
  const isKnown = name.trim() !== '' && !/^unknown/i.test(name.trim());
  if (!isKnown && !url) return undefined;
  return {
    id: isKnown ? name.trim().toLowerCase() : 'unknown',
    ...link,
    status: isKnown ? 'claimed' : 'unknown',
  };
}
