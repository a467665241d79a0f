/** Key values to key patterns. */
import { hasText, type KeyPart, type KeyPattern, keyPattern } from '../../../../shared/src/keyPattern.js';
import { NAMELESS, nameOfValue } from './pureCalls.js';
import { textOf } from './texts.js';
import { isNothing, type TextPart, type Value } from './values.js';

const MAXIMUM_PATTERNS = 8;

/** The patterns a key can have: one, or several when the code chooses. Each key is at least a hole. */
export function patternsOf(key: Value): readonly KeyPattern[] {
  if (key.kind === 'either') return alternativesOf(key.values).slice(0, MAXIMUM_PATTERNS).flatMap(patternsOf);
  const keys = key.kind === 'text' ? keysInside(key) : undefined;
  if (keys) return keys.slice(0, MAXIMUM_PATTERNS).flatMap(patternsOf);
  return [keyPattern(partsOfKey(key))];
}

/** `req.user ? null : 'home'`: nothing in the place of a key is none. */
function alternativesOf(values: readonly Value[]): readonly Value[] {
  const meant = values.filter((value) => !isNothing(value));
  return meant.length > 0 ? meant : values;
}

/** `rooms_` of `rooms_${id || ''}`: the key where there is nothing to put into it; undefined where there always is. */
export function emptiedPattern(key: Value): KeyPattern | undefined {
  if (key.kind !== 'text' || !key.parts.some(mayBeEmpty)) return undefined;
  const emptied = textOf(key.parts.filter((part) => !mayBeEmpty(part)));
  return keyPattern(partsOfKey(emptied));
}

function mayBeEmpty(part: TextPart): boolean {
  if (typeof part === 'string' || part.value.kind !== 'fallback') return false;
  const { otherwise } = part.value;
  return otherwise.kind === 'constant' && otherwise.value === '';
}

/** Nothing of the key can be read: it may be any. */
export function isUnread(key: Value): boolean {
  return !patternsOf(key).some(hasText);
}

/** `app:` before one of several keys, as a callback over a list of them puts it: each of them has that beginning. */
function keysInside({ parts }: Extract<Value, { kind: 'text' }>): readonly Value[] | undefined {
  const place = parts.findIndex((part) => typeof part !== 'string' && isOneOfKeys(part.value));
  const part = parts[place];
  if (part === undefined || typeof part === 'string' || part.value.kind !== 'either') return undefined;
  return part.value.values.map((value) =>
    textOf([...parts.slice(0, place), { name: part.name, value }, ...parts.slice(place + 1)]),
  );
}

/** A choice among plain words is a part of one key: `${isDraft ? 'draft' : 'live'}`. */
function isOneOfKeys(value: Value): boolean {
  return (
    value.kind === 'either' &&
    value.values.some(({ kind }) => kind === 'text') &&
    value.values.every(({ kind }) => kind === 'text' || kind === 'constant')
  );
}

function partsOfKey(key: Value): readonly KeyPart[] {
  if (key.kind === 'constant') return [String(key.value)];
  if (key.kind === 'text') return key.parts.map(partOf);
  if (key.kind === 'fallback') return partsOfKey(key.value);
  return [{ hole: holeName(nameOfValue(key)) }];
}

function partOf(part: TextPart): KeyPart {
  if (typeof part === 'string') return part;
  return { hole: holeName(part.name === NAMELESS ? nameOfValue(part.value) : part.name) };
}

function holeName(name: string): string {
  return name.replace(/[{}]/g, '') || NAMELESS;
}
