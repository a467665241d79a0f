/**
 * Key patterns: the name under which code and live keys meet.
 *
 * A pattern is text with holes. `user:${id}` in code is `user:{id}` as a pattern, and matches every live
 * key `user:<anything>`. Adjacent texts are always merged and texts are never empty, so equal patterns
 * have equal parts.
 */

/** One hole; `name` is what the reader would call the value (`id`, `userId`). */
export interface KeyHole {
  readonly hole: string;
}

export type KeyPart = string | KeyHole;

export interface KeyPattern {
  readonly parts: readonly KeyPart[];
}

export function isHole(part: KeyPart): part is KeyHole {
  return typeof part !== 'string';
}

/** Builds a pattern: merges adjacent texts and drops empty ones. */
export function keyPattern(parts: readonly KeyPart[]): KeyPattern {
  const merged: KeyPart[] = [];
  for (const part of parts) {
    const last = merged.at(-1);
    if (typeof part === 'string' && typeof last === 'string') merged[merged.length - 1] = last + part;
    else if (part !== '') merged.push(part);
  }
  return { parts: merged };
}

/** `user:{id}`: literal braces are doubled, so the text can be read back. */
export function formatKeyPattern(pattern: KeyPattern): string {
  return pattern.parts
    .map((part) => (isHole(part) ? `{${part.hole}}` : part.replaceAll('{', '{{').replaceAll('}', '}}')))
    .join('');
}

/** Reads what `formatKeyPattern` wrote. An unclosed brace is taken as text. */
export function parseKeyPattern(text: string): KeyPattern {
  const parts: KeyPart[] = [];
  const token = /\{\{|\}\}|\{([^{}]*)\}|[^{}]+|[{}]/g;
  for (const match of text.matchAll(token)) {
    if (match[1] !== undefined) parts.push({ hole: match[1] });
    else if (match[0] === '{{') parts.push('{');
    else if (match[0] === '}}') parts.push('}');
    else parts.push(match[0]);
  }
  return keyPattern(parts);
}

/** The text before the first hole. */
export function literalPrefix(pattern: KeyPattern): string {
  const first = pattern.parts[0];
  return typeof first === 'string' ? first : '';
}

/** True when the pattern says anything at all: some text beside its holes. */
export function hasText(pattern: KeyPattern): boolean {
  return pattern.parts.some((part) => typeof part === 'string' && /[\p{L}\p{N}]/u.test(part));
}

/** The glob for `SCAN MATCH`; glob characters in the text are escaped. */
export function toGlob(pattern: KeyPattern): string {
  return pattern.parts.map((part) => (isHole(part) ? '*' : part.replace(/[*?[\]\\]/g, '\\$&'))).join('');
}

/** An anchored expression that matches the keys of the pattern. Holes take at least one character. */
export function toRegExp(pattern: KeyPattern): RegExp {
  const source = pattern.parts
    .map((part) => (isHole(part) ? '([\\s\\S]+?)' : part.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&')))
    .join('');
  return new RegExp(`^${source}$`, 'u');
}

/** How much text a pattern carries: the more, the more specific. */
export function specificity(pattern: KeyPattern): number {
  let length = 0;
  for (const part of pattern.parts) if (typeof part === 'string') length += part.length;
  return length;
}

const SEPARATORS = /[:/|.#]/;

/**
 * Whether some key matches both patterns. A hole stands for a value, and values do not contain separators:
 * `user:{id}` and `user:{id}:posts` name different keys, as every author of them intends. `holdsMore` says of which
 * holes that is not certain.
 */
export function unify(
  a: KeyPattern,
  b: KeyPattern,
  holdsMore: (hole: KeyHole) => boolean = () => false,
): boolean {
  if (!startAlike(a, b)) return false;
  const state = { a: tokens(a, holdsMore), b: tokens(b, holdsMore), failed: new Set<number>() };
  return unifyTokens(state, 0, 0) && !isReordered(a, b) && !isOneOfMany(a, b);
}

/** `user:{id}:posts` and `user:posts:{id}` could only meet where an id is called `posts`. */
function isReordered(a: KeyPattern, b: KeyPattern): boolean {
  if (a.parts.length + b.parts.length < 4) return false;
  const [left, right] = [segments(a), segments(b)];
  if (left.length !== right.length || left.join() === right.join()) return false;
  return left.toSorted().join() === right.toSorted().join();
}

const OF_MANY = /^(all|list|latest|recent|newest|top|popular|featured|trending|count|total|stats)$/i;
const ID = /^_?id$|^uuid$|[a-z]Id$|_id$/;

/**
 * `tours:all` and `tours:{id}`: what is kept of many rows stands beside what is kept of one, and nobody's id is `all`. Nor is
 * it `@{handle}` or `{id}-{locale}`, which are put together of more.
 */
function isOneOfMany(a: KeyPattern, b: KeyPattern): boolean {
  const [left, right] = [wholeSegments(a), wholeSegments(b)];
  return (
    left.length === right.length &&
    left.some((one, index) => isIdBeside(one, right[index]) || isIdBeside(right[index], one))
  );
}

function isIdBeside(one: KeyPart | undefined, other: KeyPart | undefined): boolean {
  if (one === undefined || !isHole(one) || !ID.test(one.hole)) return false;
  return other === undefined || (typeof other === 'string' && OF_MANY.test(other));
}

/** A text or a hole for each segment that is nothing else. */
function wholeSegments({ parts }: KeyPattern): readonly (KeyPart | undefined)[] {
  const found: (KeyPart | undefined)[] = [''];
  const add = (part: KeyPart): void => {
    const last = found.at(-1);
    if (part !== '') found[found.length - 1] = last === '' ? part : undefined;
  };
  for (const part of parts) {
    if (isHole(part)) {
      add(part);
      continue;
    }
    for (const [index, text] of part.split(SEPARATORS).entries()) {
      if (index > 0) found.push('');
      add(text);
    }
  }
  return found;
}

/** What stands between separators, with holes that have no names. */
function segments({ parts }: KeyPattern): readonly string[] {
  return parts
    .map((part) => (isHole(part) ? '\0' : part))
    .join('')
    .split(SEPARATORS);
}

/** The cheap test that settles most pairs: the texts before the first holes must agree. */
function startAlike(a: KeyPattern, b: KeyPattern): boolean {
  const left = literalPrefix(a);
  const right = literalPrefix(b);
  return left.startsWith(right) || right.startsWith(left);
}

/** One token a character, `null` for a hole, `undefined` for one that may hold separators. */
type Token = string | null | undefined;

interface Unification {
  readonly a: readonly Token[];
  readonly b: readonly Token[];
  /** Positions that were tried in vain, so that many holes cost no more than their product. */
  readonly failed: Set<number>;
}

function tokens(pattern: KeyPattern, holdsMore: (hole: KeyHole) => boolean): readonly Token[] {
  return pattern.parts.flatMap((part): Token[] =>
    isHole(part) ? [holdsMore(part) ? undefined : null] : [...part],
  );
}

function unifyTokens(state: Unification, i: number, j: number): boolean {
  const { a, b, failed } = state;
  if (i === a.length || j === b.length) return i === a.length && j === b.length;
  const position = i * (b.length + 1) + j;
  if (failed.has(position)) return false;
  if (unifyStep(state, i, j)) return true;
  failed.add(position);
  return false;
}

function unifyStep(state: Unification, i: number, j: number): boolean {
  const left = state.a[i];
  const right = state.b[j];
  if (typeof left === 'string' && typeof right === 'string') {
    return left === right && unifyTokens(state, i + 1, j + 1);
  }
  if (unifyTokens(state, i + 1, j + 1) && accepts(left, right) && accepts(right, left)) return true;
  // A hole goes on over the other side's next token.
  if (typeof left !== 'string' && accepts(left, right) && unifyTokens(state, i, j + 1)) return true;
  return typeof right !== 'string' && accepts(right, left) && unifyTokens(state, i + 1, j);
}

function accepts(token: Token, other: Token): boolean {
  return token !== null || typeof other !== 'string' || !SEPARATORS.test(other);
}
