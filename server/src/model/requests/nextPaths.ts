/**
 * Addresses of Next, as the folders of a project and the code that asks for them spell them. In: a path of folders, or a value. Out:
 * the segments that stand in the address; the text of an address, with a mark for what is not known of it.
 */
import type { Value } from '../evaluation/values.js';

/** Stands for what a call puts into an address. */
export const HOLE = '{}';

/** `(group)` and `@slot` are not in the address. */
export function segmentsOf(folders: string): readonly string[] {
  return folders.split('/').filter((segment) => segment !== '' && !/^(\(.*\)|@.*)$/.test(segment));
}

/** Undefined where it is no text. */
export function addressText(value: Value | undefined): string | undefined {
  if (value?.kind === 'constant') return String(value.value);
  if (value?.kind !== 'text') return undefined;
  return value.parts.map((part) => (typeof part === 'string' ? part : HOLE)).join('');
}
