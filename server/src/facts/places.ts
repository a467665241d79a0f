/**
 * Where things stand in a text, apart from what they are. In: the facts of a text before and after an edit. Out:
 * how offsets moved, if that is all that happened.
 */
import type { SourceSpan } from '../../../shared/src/finding.js';
import type { FileFacts, TextRange } from './fileFacts.js';
import { lineOf } from './suppressions.js';

/** From each offset that the facts before name to the same one after. */
export type MovedOffsets = ReadonlyMap<number, number>;

const RANGES: ReadonlySet<string> = new Set(['range', 'nameRange', 'wordRange', 'emptiedOnFailure']);

/** Undefined when the facts differ in more than their places, or places changed their order. */
export function movedOffsets(before: FileFacts, after: FileFacts): MovedOffsets | undefined {
  const moved = new Map<number, number>();
  if (!agree(before, after, moved) || !keepsOrder(moved)) return undefined;
  return before.suppressions.length === 0 || keepsLines(before, after, moved) ? moved : undefined;
}

/** The span of a range, with lines and columns. */
export function spanOfRange(
  file: string,
  lineStarts: readonly number[],
  [start, end]: TextRange,
): SourceSpan {
  const line = lineOf(lineStarts, start);
  const endLine = lineOf(lineStarts, end);
  return {
    file,
    start,
    end,
    line,
    column: start - (lineStarts[line - 1] ?? 0) + 1,
    endLine,
    endColumn: end - (lineStarts[endLine - 1] ?? 0) + 1,
  };
}

function agree(before: unknown, after: unknown, moved: Map<number, number>): boolean {
  if (typeof before !== 'object' || typeof after !== 'object' || !before || !after) return before === after;
  if (Array.isArray(before)) {
    if (!Array.isArray(after) || before.length !== after.length) return false;
    return before.every((item, index) => agree(item, after[index], moved));
  }
  const names = Object.keys(before);
  if (Array.isArray(after) || names.length !== Object.keys(after).length) return false;
  return names.every((name) => {
    if (name === 'lineStarts') return true;
    const [old, now]: [unknown, unknown] = [Reflect.get(before, name), Reflect.get(after, name)];
    if (RANGES.has(name)) return agreesInPlace(old, now, moved);
    if (name !== 'argumentRanges') return agree(old, now, moved);
    const isList = Array.isArray(old) && Array.isArray(now) && old.length === now.length;
    return isList && old.every((range, index) => agreesInPlace(range, now[index], moved));
  });
}

function agreesInPlace(before: unknown, after: unknown, moved: Map<number, number>): boolean {
  if (!Array.isArray(before) || !Array.isArray(after)) return before === after;
  return before.every((offset: number, end) => {
    const known = moved.get(offset);
    if (known === undefined) moved.set(offset, after[end]);
    return known === undefined || known === after[end];
  });
}

/** What stood before, inside or in the same place as something else still does. */
function keepsOrder(moved: MovedOffsets): boolean {
  const sorted = [...moved].sort(([a], [b]) => a - b);
  return sorted.every(([, after], index) => index === 0 || after > (sorted[index - 1]?.[1] ?? 0));
}

/** A suppression is about a line, so nothing may have come to stand in another one. */
function keepsLines(before: FileFacts, after: FileFacts, moved: MovedOffsets): boolean {
  return [...moved].every(([old, now]) => lineOf(before.lineStarts, old) === lineOf(after.lineStarts, now));
}
