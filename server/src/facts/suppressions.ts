/**
 * Suppression comments: `// cache-review-ignore-next-line missing-ttl -- swept by the nightly job`.
 */
import type { SuppressionFact } from './fileFacts.js';

const COMMENT =
  /(?:\/\/|\/\*)[ \t]*cache-review-ignore-next-line[ \t]+([a-z-]+)(?:[ \t]+--[ \t]*(.*?))?[ \t]*(?:\*\/)?[ \t]*\r?$/gm;

/** `lineStarts` holds the offset of the first character of each line. */
export function readSuppressions(text: string, lineStarts: readonly number[]): readonly SuppressionFact[] {
  if (!text.includes('cache-review-ignore-next-line')) return [];
  return [...text.matchAll(COMMENT)].map((match) => ({
    range: [match.index, match.index + match[0].length],
    line: lineOf(lineStarts, match.index) + 1,
    rule: match[1] ?? '',
    reason: match[2] ?? '',
  }));
}

/** The line of an offset, from 1. */
export function lineOf(lineStarts: readonly number[], offset: number): number {
  let low = 0;
  let high = lineStarts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((lineStarts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return low + 1;
}
