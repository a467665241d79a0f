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
 * Whether some key matches both patterns. Holes do not swallow separators of the other pattern's text:
 * `user:{id}` and `user:{id}:posts` name different keys, as every author of them intends. A hole that
 * ends both patterns is the exception when the other side has no text left.
 */
export function unify(a: KeyPattern, b: KeyPattern): boolean {
  return unifyFrom(tokens(a), 0, tokens(b), 0);
}

type Token = string | null;

/** One token a character, `null` for a hole. */
function tokens(pattern: KeyPattern): readonly Token[] {
  return pattern.parts.flatMap((part): Token[] => (isHole(part) ? [null] : [...part]));
}

function unifyFrom(a: readonly Token[], i: number, b: readonly Token[], j: number): boolean {
  if (i === a.length || j === b.length) return i === a.length && j === b.length;
  const left = a[i];
  const right = b[j];
  if (left === null && right === null) {
    return unifyFrom(a, i + 1, b, j + 1) || unifyHole(a, i, b, j + 1) || unifyHole(b, j, a, i + 1);
  }
  if (left === null) return unifyHole(a, i, b, j);
  if (right === null) return unifyHole(b, j, a, i);
  return left === right && unifyFrom(a, i + 1, b, j + 1);
}

/** Lets the hole at `holes[i]` take one or more tokens of `other` from `j`, stopping at separators. */
function unifyHole(holes: readonly Token[], i: number, other: readonly Token[], j: number): boolean {
  for (let end = j; end < other.length; end++) {
    const token = other[end];
    if (typeof token === 'string' && SEPARATORS.test(token)) return false;
    if (unifyFrom(holes, i + 1, other, end + 1)) return true;
  }
  return false;
}
