/**
 * What an author says about a function because no analysis can know it: `@cacheKey user:{id}` and `@cacheTtl 5m` in
 * its JSDoc comment. In: the parsed file and its functions. Out: what is declared, for the function that follows.
 */
import type { ts } from 'ts-morph';
import { parseDuration } from '../../../shared/src/duration.js';
import type { MutableFunction } from './extraction.js';
import type { DeclaredByAuthor, TextRange } from './fileFacts.js';

const COMMENT = /\/\*\*(?:[^*]|\*(?!\/))*\*\//g;
const KEY = /@cacheKey[ \t]+([^\s*]+)/;
const TTL = /@cacheTtl[ \t]+([^\n*]+)/;
/** Between a comment and its function stand names and keywords; a statement that has ended is between others. */
const STATEMENT_END = /[;}]/;

export function settleAnnotations(source: ts.SourceFile, functions: readonly MutableFunction[]): void {
  const { text } = source;
  if (!text.includes('@cacheKey') && !text.includes('@cacheTtl')) return;
  for (const match of text.matchAll(COMMENT)) {
    const declared = declaredIn(match[0], match.index);
    if (!declared) continue;
    const end = match.index + match[0].length;
    // Functions are in order of the text, the outer one first.
    const next = functions.find((fact, index) => index > 0 && fact.range[0] >= end);
    if (next && !STATEMENT_END.test(text.slice(end, next.range[0]))) next.declared = declared;
  }
}

function declaredIn(comment: string, start: number): DeclaredByAuthor | undefined {
  const key = KEY.exec(comment)?.[1];
  const ttl = TTL.exec(comment);
  const milliseconds = durationOf(ttl?.[1]?.trim());
  if (key === undefined && !ttl) return undefined;
  return {
    ...(key !== undefined && { key }),
    ...(milliseconds !== undefined && { ttlMs: milliseconds }),
    ...(ttl && milliseconds === undefined && { unreadTtl: rangeOf(ttl, start) }),
  };
}

function rangeOf({ 0: written, index }: RegExpExecArray, start: number): TextRange {
  return [start + index, start + index + written.trimEnd().length];
}

/** `5m`, `90 s`; a plain number is seconds, as in most caches. */
function durationOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  return /^\d+$/.test(text) ? Number(text) * 1_000 : parseDuration(text);
}
