/** Finds, among all key patterns of a folder, those that one place in the code touches. Pure. */
import type { CodeSite, KeyPatternSummary } from '../../../shared/src/protocol.js';

/** The patterns whose sites hold `offset`, those of the narrowest site only. */
export function patternsAt(
  patterns: readonly KeyPatternSummary[],
  file: string,
  offset: number,
): readonly KeyPatternSummary[] {
  const hits = patterns.flatMap((pattern) =>
    sitesOf(pattern)
      .filter(({ span }) => span.file === file && span.start <= offset && offset <= span.end)
      .map(({ span }) => ({ pattern, length: span.end - span.start })),
  );
  const narrowest = Math.min(...hits.map(({ length }) => length));
  return [...new Set(hits.filter(({ length }) => length === narrowest).map(({ pattern }) => pattern))];
}

function sitesOf({ writes, reads, invalidations }: KeyPatternSummary): readonly CodeSite[] {
  return [...writes, ...reads, ...invalidations];
}
