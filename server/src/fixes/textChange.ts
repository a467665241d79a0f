/**
 * A change to the text of one file, as every fix returns it. Offsets are UTF-16 code units from 0.
 */
export interface TextChange {
  readonly start: number;
  readonly end: number;
  readonly newText: string;
  /** The part of `newText` that the author will want to change, as offsets into `newText`. */
  readonly selection?: { readonly start: number; readonly end: number };
}

/** Applies changes that do not overlap. Of insertions at one place the first comes first. */
export function applyChanges(text: string, changes: readonly TextChange[]): string {
  let result = text;
  const backwards = changes.toReversed().toSorted((a, b) => b.start - a.start || b.end - a.end);
  for (const { start, end, newText } of backwards) {
    result = result.slice(0, start) + newText + result.slice(end);
  }
  return result;
}

/** Whether two changes want the same text; insertions at the edge of another change do not. */
export function overlaps(change: TextChange, others: readonly TextChange[]): boolean {
  return others.some((other) => change.start < other.end && other.start < change.end);
}
