/** What counts as a lock, for the rules about locks: a key or function that is called one, or a mark that is released. */
import { hasText, unify } from '../../../shared/src/keyPattern.js';
import { wordsOf } from '../../../shared/src/words.js';
import type { CacheEffect } from '../model/calls/effect.js';
import { patternsOf } from '../model/evaluation/patterns.js';
import { someValue } from '../model/evaluation/values.js';

const LOCK = /^(locks?|locked|locking|mutex|semaphore|leader|unlock)$/i;

/** `joblock` in small letters: a word of at least three letters before it, and not a `block` or a `clock`. */
const ENDS_IN_LOCK = /^[a-z]{2,}(?![bcf])[a-z]locks?$/i;

export function namesLock(...names: readonly string[]): boolean {
  return names.some((name) => wordsOf(name).some((word) => LOCK.test(word) || ENDS_IN_LOCK.test(word)));
}

const CLAIM = /^(claim(s|ed|ing)?|reserv(e|es|ed|ation|ations)|holds?|held|acquired?|occupied|busy)$/i;

/** Something that only one may have at a time, without being called a lock: a seat, a job, a name. */
export function namesClaim(...names: readonly string[]): boolean {
  return names.some((name) => wordsOf(name).some((word) => CLAIM.test(word)));
}

/** What stands under the key says nothing: a constant, a token, the time. */
export function isMark({ value }: CacheEffect): boolean {
  return (
    value === undefined ||
    value.kind === 'constant' ||
    !someValue(value, (part) => part.kind === 'rows' || part.kind === 'parameter' || part.kind === 'record')
  );
}

/** A plain delete of a whole key; a script or a newer command compares before it deletes. */
export function isPlainDelete({ operation, command, script, client }: CacheEffect): boolean {
  return operation === 'invalidate' && /^(del|unlink|delete)$/i.test(command) && !script && !client.batch;
}

/** One key, as far as the code says. */
export function isSameKey(a: CacheEffect, b: CacheEffect): boolean {
  const others = patternsOf(b.key).filter(hasText);
  return patternsOf(a.key).some(
    (pattern) => hasText(pattern) && others.some((other) => unify(pattern, other)),
  );
}
