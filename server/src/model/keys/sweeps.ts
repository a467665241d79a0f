/**
 * Which keys are deleted that were looked up before: `SCAN MATCH user:*`, `KEYS user:*`. In: the lookups of a function and the
 * keys of a group. Out: whether a lookup may find one of them; what is not known of its pattern may be anything.
 */
import {
  formatKeyPattern,
  isHole,
  type KeyHole,
  type KeyPart,
  type KeyPattern,
  keyPattern,
} from '../../../../shared/src/keyPattern.js';
import type { CacheEffect, Effect } from '../calls/effect.js';
import { patternsOf } from '../evaluation/patterns.js';
import { NAMELESS, nameOfValue } from '../evaluation/pureCalls.js';
import { type Value, withoutNothing } from '../evaluation/values.js';

/** Whether the keys that a function looks up may be of the group; undefined where it looks up none by a pattern. */
export function looksUpKeysOf(
  change: CacheEffect,
  all: readonly Effect[],
  pattern: KeyPattern,
): boolean | undefined {
  const lookups = lookupsBefore(change, all);
  if (lookups.length === 0) return undefined;
  return lookups.some((lookup) => {
    const globs = globsOf(lookup);
    return globs === undefined || globs.some((glob) => mayMatch(glob, pattern));
  });
}

/** The lookups that may have found what is deleted: of several calls of one function, each deletes its own. */
export function lookupsBefore(change: CacheEffect, all: readonly Effect[]): readonly CacheEffect[] {
  const lookups = all.filter(
    (effect): effect is CacheEffect => effect.kind === 'cache' && effect.operation === 'scan',
  );
  const own = lookups.filter(({ order }) => order === change.order);
  return own.length > 0 ? own : lookups;
}

/** Whether a delete takes every key of a pattern away: by its name where there is only one, else by what was looked up before. */
export function sweepsAway(change: CacheEffect, all: readonly Effect[], pattern: KeyPattern): boolean {
  if (change.operation !== 'invalidate') return false;
  if (!pattern.parts.some(isHole)) {
    const text = formatKeyPattern(pattern);
    return patternsOf(change.key).some((deleted) => formatKeyPattern(deleted) === text);
  }
  const sample = pattern.parts.map((part) => (isHole(part) ? SOME_VALUE : part)).join('');
  const globs = lookupsBefore(change, all).flatMap((lookup) => globsOf(lookup) ?? []);
  return globs.some(({ parts }) => {
    if (parts.some(isHole)) return false;
    const [first = '', ...rest] = parts.join('').split('*').map(escaped);
    return rest.length > 0 && new RegExp(`^${[first, ...rest].join('.*')}$`, 's').test(sample);
  });
}

/** What no glob spells out. */
const SOME_VALUE = '\u0000';

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}

const OPTION = /^(match|pattern)$/i;

/** The patterns that a lookup is given; undefined where it is given none that can be read. */
export function globsOf(lookup: CacheEffect): readonly KeyPattern[] | undefined {
  const value = globGiven(lookup);
  const globs = value ? patternsOf(namedByValues(value)) : patternsBehindPrefix(lookup);
  return globs?.every(({ parts }) => parts.some((part) => (isHole(part) ? isId(part) : /\w/.test(part))))
    ? globs
    : undefined;
}

/** `list({ prefix: 'user:' })` */
function patternsBehindPrefix({ arguments: [options] }: CacheEffect): readonly KeyPattern[] | undefined {
  const prefix = options?.kind === 'record' ? options.fields.get('prefix') : undefined;
  return prefix && patternsOf(prefix).map(({ parts }) => keyPattern([...parts, '*']));
}

/** `*${pattern}*` of a wrapper: what it is given says more than what the wrapper calls it. */
function namedByValues(glob: Value): Value {
  if (glob.kind !== 'text') return glob;
  const parts = glob.parts.map((part) => {
    const name = typeof part === 'string' ? NAMELESS : nameOf(part.value);
    return typeof part === 'string' || name === NAMELESS ? part : { ...part, name };
  });
  return { ...glob, parts };
}

/** Where there are several, all have one name, or none. */
function nameOf(value: Value): string {
  const names = new Set(
    value.kind === 'either' ? withoutNothing(value.values).map(nameOf) : [nameOfValue(value)],
  );
  const [name = NAMELESS] = names;
  return names.size === 1 ? name : NAMELESS;
}

/** What stands where a lookup takes its pattern. */
export function globGiven({ command, arguments: given }: CacheEffect): Value | undefined {
  for (const [index, value] of given.entries()) {
    if (value.kind === 'record') {
      const named = [...value.fields].find(([name]) => OPTION.test(name));
      if (named) return named[1];
    }
    if (value.kind === 'constant' && OPTION.test(String(value.value))) return given[index + 1];
  }
  return /^keys$/i.test(command) ? given[0] : undefined;
}

/** A character, what a star stands for, a value, or one that is no word of a key. */
type Token = string | typeof ANYTHING | typeof VALUE | typeof ID;

const ANYTHING = Symbol('*');
const VALUE = Symbol('value');
const ID = Symbol('id');
const IDS = /(^|_)(id|uuid)$|[a-z\d]Id$/;
/** `cacheId`, `keyId`: what begins keys, by its name. */
const BEGINS_KEYS = /cache|key|prefix|pattern|name/i;

function isId({ hole }: KeyHole): boolean {
  return IDS.test(hole) && !BEGINS_KEYS.test(hole);
}

function tokensOf(parts: readonly KeyPart[], hasStars: boolean): readonly Token[] {
  return parts.flatMap((part): readonly Token[] => {
    if (isHole(part)) return [hasStars && isId(part) ? ID : VALUE];
    return [...part].map((character) => (hasStars && character === '*' ? ANYTHING : character));
  });
}

/** Whether some key is found by the glob and has the pattern. */
function mayMatch(glob: KeyPattern, pattern: KeyPattern): boolean {
  const [left, right] = [tokensOf(glob.parts, true), tokensOf(pattern.parts, false)];
  const failed = new Set<number>();
  const meets = (i: number, j: number): boolean => {
    const position = i * (right.length + 1) + j;
    if (failed.has(position)) return false;
    const found = step(i, j);
    if (!found) failed.add(position);
    return found;
  };
  const step = (i: number, j: number): boolean => {
    const [one, other] = [left[i], right[j]];
    if (one === undefined) return other === undefined;
    if (one === ANYTHING) return meets(i + 1, j) || (other !== undefined && meets(i, j + 1));
    if (other === undefined) return false;
    // What varies in the key may hold what the glob says, and a value may be longer than what is written of the key.
    if (other === VALUE)
      return meets(i + 1, j + 1) || meets(i + 1, j) || ((one === VALUE || one === ID) && meets(i, j + 1));
    if (one === ID) return false;
    if (one === VALUE) return meets(i + 1, j + 1) || meets(i, j + 1);
    return one === other && meets(i + 1, j + 1);
  };
  return meets(0, 0);
}
