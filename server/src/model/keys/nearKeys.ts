/**
 * Whether a key is written almost like another. In: the patterns of a delete and of a write that no key matches both.
 * Out: the one thing that is different, or nothing where more is. Pure.
 */
import { isHole, type KeyPattern } from '../../../../shared/src/keyPattern.js';
import { distanceBetween } from '../../../../shared/src/nearestWord.js';

export type KeyDifference =
  /** Other separators, or capitals. */
  | 'separators'
  /** One word is spelled otherwise. */
  | 'spelling'
  /** The same parts in another order. */
  | 'order'
  /** One part too many. */
  | 'more'
  /** A part is missing, or everything after some part. */
  | 'less';

/** `deleted` next to `written`. */
export function differenceOf(deleted: KeyPattern, written: KeyPattern): KeyDifference | undefined {
  const [a, b] = [textOf(deleted), textOf(written)];
  if (lettersOf(a) === lettersOf(b)) return 'separators';
  const separator = STRUCTURE.test(a) || STRUCTURE.test(b) ? STRUCTURE : WORD_ENDS;
  const [left, right] = [segmentsOf(a, separator), segmentsOf(b, separator)];
  if (left.length === right.length) {
    if (left.toSorted().join(':') === right.toSorted().join(':')) return 'order';
    return isMisspelled(left, right) ? 'spelling' : undefined;
  }
  if (left.length === right.length + 1) return isWithin(right, left) ? 'more' : undefined;
  return left.length < right.length && isShortened(left, right) ? 'less' : undefined;
}

const HOLE = '\0';
const STRUCTURE = /[:/|.#]+/;
const WORD_ENDS = /[_-]+/;

function textOf({ parts }: KeyPattern): string {
  return parts.map((part) => (isHole(part) ? HOLE : part)).join('');
}

function lettersOf(text: string): string {
  return text.toLowerCase().replace(/[^\p{L}\p{N}\0]/gu, '');
}

function segmentsOf(text: string, separator: RegExp): readonly string[] {
  return text.split(separator).filter((segment) => segment !== '');
}

function isMisspelled(left: readonly string[], right: readonly string[]): boolean {
  const [place, ...others] = left.flatMap((segment, index) => (segment === right[index] ? [] : [index]));
  if (place === undefined || others.length > 0) return false;
  return isSimilar(left[place] ?? '', right[place] ?? '');
}

/** Numbers are no misspelled words: they tell versions apart. */
const WORD = /^[\p{L}\0_-]{4,}$/u;

function isSimilar(a: string, b: string): boolean {
  if (!WORD.test(a) || !WORD.test(b)) return false;
  const shorter = Math.min(a.length, b.length);
  return distanceBetween(a.toLowerCase(), b.toLowerCase()) <= (shorter > 6 ? 2 : 1);
}

/** Whether the parts of one are those of the other in their order, with others between them. */
function isWithin(inner: readonly string[], outer: readonly string[]): boolean {
  let found = 0;
  for (const segment of outer) if (segment === inner[found]) found += 1;
  return found === inner.length;
}

/** One part is missing, or the end with what tells the entries apart. */
function isShortened(left: readonly string[], right: readonly string[]): boolean {
  if (right.length === left.length + 1) return isWithin(left, right);
  const rest = right.slice(left.length);
  return left.every((segment, index) => segment === right[index]) && rest.some((part) => part.includes(HOLE));
}
