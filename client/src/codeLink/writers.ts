/**
 * Who writes a live key. Enters: the text of a key and the patterns of the code. Leaves: the places in the code,
 * or the nearest reason why there are none, in plain sentences. Pure.
 */
import { hasText, type KeyPattern, literalPrefix } from '../../../shared/src/keyPattern.js';
import type { CodeSite, KeyPatternSummary } from '../../../shared/src/protocol.js';
import { matchPattern } from '../redis/patternSample.js';

/** A key pattern that carries what the code does with it. */
export interface PatternOfCode extends KeyPattern {
  readonly summary: KeyPatternSummary;
}

export type Writers<Pattern extends PatternOfCode> =
  | { readonly kind: 'found'; readonly pattern: Pattern; readonly sites: readonly CodeSite[] }
  | { readonly kind: 'none'; readonly reason: string };

export function findWriters<Pattern extends PatternOfCode>(
  key: string,
  patterns: readonly Pattern[],
): Writers<Pattern> {
  if (patterns.length === 0) {
    return {
      kind: 'none',
      reason:
        'No cache keys were found in this workspace. The review may still be running, or the code uses a library that Cache Review does not read yet.',
    };
  }
  // A pattern without text matches every key and says nothing about this one.
  const matched = matchPattern(
    key,
    patterns.filter((pattern) => hasText(pattern)),
  );
  if (!matched) return { kind: 'none', reason: noMatch(key, patterns) };
  const { summary } = matched;
  if (summary.writes.length > 0) return { kind: 'found', pattern: matched, sites: summary.writes };
  const seen = summary.reads.length > 0 ? 'only reads' : 'only invalidates';
  return {
    kind: 'none',
    reason: `The code of this workspace ${seen} keys like ${summary.pattern}. Another service writes them, or the write goes through code that could not be followed.`,
  };
}

/** Names the pattern that begins like the key, when there is one. */
function noMatch(key: string, patterns: readonly PatternOfCode[]): string {
  const near = patterns
    .map((pattern) => ({ pattern, shared: sharedLength(key, literalPrefix(pattern)) }))
    .filter(({ shared }) => shared >= 3)
    .sort((a, b) => b.shared - a.shared)[0];
  const nearest = near ? ` The nearest pattern is ${near.pattern.summary.pattern}.` : '';
  return `No code in this workspace writes a key like ${key}.${nearest} Another service may write it, or it is left over from code that is gone.`;
}

function sharedLength(a: string, b: string): number {
  let length = 0;
  while (length < a.length && length < b.length && a[length] === b[length]) length++;
  return length;
}
