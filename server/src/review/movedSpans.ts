/**
 * Findings after an edit that only moved what they point at. In: plain data with spans, and how the offsets of
 * the edited files moved. Out: the same data with the spans of the new texts.
 */
import type { SourceSpan } from '../../../shared/src/finding.js';
import { spanOfRange } from '../facts/places.js';

export interface MovedFile {
  /** Where an offset is now; undefined when that is not known. */
  readonly offsets: { get(offset: number): number | undefined };
  readonly lineStarts: readonly number[];
}

/** Undefined when a span is not one of those that are known to have moved. What holds no moved span stays as it is. */
export function moveSpans<T>(data: T, files: ReadonlyMap<string, MovedFile>): T | undefined {
  let isKnown = true;
  const movedSpan = (span: SourceSpan): SourceSpan => {
    const moved = files.get(span.file);
    if (!moved) return span;
    const [start, end] = [moved.offsets.get(span.start), moved.offsets.get(span.end)];
    if (start !== undefined && end !== undefined)
      return spanOfRange(span.file, moved.lineStarts, [start, end]);
    isKnown = false;
    return span;
  };
  const move = (value: unknown): unknown => {
    if (typeof value !== 'object' || value === null) return value;
    if (isSpan(value)) return movedSpan(value);
    if (Array.isArray(value)) {
      const items: unknown[] = value.map(move);
      return items.some((item, index) => item !== value[index]) ? items : value;
    }
    const entries = Object.entries(value);
    const moved = entries.map(([name, part]): [string, unknown] => [name, move(part)]);
    return moved.some(([, part], index) => part !== entries[index]?.[1]) ? Object.fromEntries(moved) : value;
  };
  const result = move(data) as T;
  return isKnown ? result : undefined;
}

function isSpan(value: object): value is SourceSpan {
  return 'file' in value && 'start' in value && 'endColumn' in value;
}
