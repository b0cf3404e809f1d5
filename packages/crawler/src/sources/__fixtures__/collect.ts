import type { ImageCandidate, ImageSource, SearchOptions, SourceProblem } from '../../source.js';

/** Everything that a search brings, and what it passed over. */
export async function searchAll(
  source: ImageSource,
  query = 'face mask',
  options: SearchOptions = {},
): Promise<{ readonly candidates: ImageCandidate[]; readonly problems: SourceProblem[] }> {
  const candidates: ImageCandidate[] = [];
  const problems: SourceProblem[] = [];
  const onProblem = (problem: SourceProblem) => void problems.push(problem);
  for await (const candidate of source.search(query, { onProblem, ...options })) candidates.push(candidate);
  return { candidates, problems };
}

/** The parameters of an address. */
export function parametersOf(address: string | undefined): Record<string, string> {
  return Object.fromEntries(new URL(address ?? 'about:blank').searchParams);
}
