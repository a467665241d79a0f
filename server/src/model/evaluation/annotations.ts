/**
 * What the author of a function says about its keys and their life, in the place of what could not be found out.
 * In: a frame, a key or a TTL. Out: the same, or what was declared.
 */
import { hasText, isHole, parseKeyPattern } from '../../../../shared/src/keyPattern.js';
import type { DeclaredByAuthor } from '../../facts/fileFacts.js';
import type { Ttl } from '../lifetimes/ttl.js';
import type { Frame } from './frame.js';
import { patternsOf } from './patterns.js';
import { textOf } from './texts.js';
import { UNKNOWN, type Value } from './values.js';

/** A key that the caller gives is the caller's to declare. */
export function keyAsDeclared(frame: Frame, key: Value): Value {
  const declared = declaredFor(frame)?.key;
  if (declared === undefined || key.kind === 'parameter' || patternsOf(key).some(hasText)) return key;
  return textOf(
    parseKeyPattern(declared).parts.map((part) =>
      isHole(part) ? { name: part.hole, value: UNKNOWN } : part,
    ),
  );
}

export function ttlAsDeclared(frame: Frame, ttl: Ttl): Ttl {
  const milliseconds = declaredFor(frame)?.ttlMs;
  const isOpen = ttl.kind === 'none' || ttl.kind === 'unknown';
  return milliseconds !== undefined && isOpen ? { kind: 'known', milliseconds } : ttl;
}

/** Callbacks belong to the function that they are written in. */
function declaredFor(frame: Frame): DeclaredByAuthor | undefined {
  let current = frame;
  while (!current.fact.declared && current.fact.inline && current.outer) current = current.outer;
  return current.fact.declared;
}
