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

/** Applies changes that do not overlap. */
export function applyChanges(text: string, changes: readonly TextChange[]): string {
  let result = text;
  for (const { start, end, newText } of changes.toSorted((a, b) => b.start - a.start)) {
    result = result.slice(0, start) + newText + result.slice(end);
  }
  return result;
}
