/**
 * Deletes whose keys the client takes for others than they are. In: one operation. Out: what it takes them for; undefined where
 * they are given as the client reads them, and where that cannot be told.
 */

import type { KeyPattern } from '../../../../shared/src/keyPattern.js';
import type { CommandForm } from '../../libraries/library.js';
import type { CacheEffect } from '../calls/effect.js';
import { patternsOf } from '../evaluation/patterns.js';
import { isText } from '../evaluation/texts.js';
import type { CacheClient, Value } from '../evaluation/values.js';
import { keyArguments, keyOfCall, readArguments } from './keys.js';
import { globGiven } from './sweeps.js';

export type UnreadKeys =
  /** `del([a, b])`, `del('user:1')`, `del(a, b)`: how they have to be given instead. */
  | { readonly kind: NonNullable<CommandForm['keysGiven']> }
  /** What was looked up has the prefix, which is put before it once more. */
  | { readonly kind: 'prefixed-twice'; readonly prefix: string }
  /** The prefix is not put before a pattern. */
  | { readonly kind: 'pattern-without-prefix'; readonly prefix: string }
  /** `revalidatePath('/blog/[slug]')` */
  | { readonly kind: 'path-pattern'; readonly path: string };

export function unreadKeys(effect: CacheEffect): UnreadKeys | undefined {
  const { form, client, operation } = effect;
  // Only the first is the library's own call, as it is written.
  if (effect.script || effect.chain.length > 1) return undefined;
  if (form.paths) return pathPattern(effect.arguments);
  if (operation === 'scan') return patternWithoutPrefix(effect);
  if (operation !== 'invalidate') return undefined;
  const keys = keyArguments(effect.arguments);
  return wronglyGiven(effect, keys) ?? prefixedTwice(client, keys);
}

/** The keys that are meant, however they are given. */
export function meantKeys({ client, form, arguments: args }: CacheEffect): readonly KeyPattern[] {
  const { keysGiven: _given, ...plain } = form;
  return patternsOf(keyOfCall(client, plain, args));
}

function wronglyGiven({ form }: CacheEffect, keys: readonly Value[]): UnreadKeys | undefined {
  const read = readArguments(form, keys);
  const unread = keys.filter((key) => !read.includes(key));
  const isKnown = unread.length > 0 && unread.every((key) => key.kind === 'array' || isText(key));
  return form.keysGiven && isKnown ? { kind: form.keysGiven } : undefined;
}

/** `keys('app:user:*')`, and then `del(...)` with what was found. */
function prefixedTwice(client: CacheClient, keys: readonly Value[]): UnreadKeys | undefined {
  const prefix = prefixOf(client);
  return prefix !== undefined && keys.some(isAsFound) ? { kind: 'prefixed-twice', prefix } : undefined;
}

/** Parts of what a lookup gives: one of the names, and the second of a cursor and the names. */
const PARTS: ReadonlySet<string> = new Set(['*', '1', 'keys']);

function isAsFound(value: Value): boolean {
  if (value.kind === 'cached') return value.listed === true;
  return value.kind === 'method' && PARTS.has(value.name) && isAsFound(value.object);
}

/** Of a client that finds whole names. */
function prefixOf({ library, prefix }: CacheClient): string | undefined {
  if (!library.listsWholeNames || prefix?.kind !== 'constant') return undefined;
  return typeof prefix.value === 'string' && prefix.value !== '' ? prefix.value : undefined;
}

function patternWithoutPrefix(effect: CacheEffect): UnreadKeys | undefined {
  const prefix = prefixOf(effect.client);
  const pattern = prefix === undefined ? undefined : globGiven(effect);
  const start = pattern && beginningOf(pattern);
  if (prefix === undefined || !start) return undefined;
  // A star, or another class of characters, may stand for the prefix.
  const isLiteral = !/[*?[\\]/.test(start.slice(0, prefix.length)) && start.length >= prefix.length;
  const isOther = isLiteral
    ? !start.startsWith(prefix)
    : /^[^*?[\\]+$/.test(start) && !prefix.startsWith(start);
  return isOther ? { kind: 'pattern-without-prefix', prefix } : undefined;
}

/** What is written of a text before the first part that varies. */
function beginningOf(value: Value): string | undefined {
  if (value.kind === 'constant') return String(value.value);
  const [first] = value.kind === 'text' ? value.parts : [];
  return typeof first === 'string' ? first : undefined;
}

function pathPattern([path, type]: readonly Value[]): UnreadKeys | undefined {
  if (type || path?.kind !== 'constant' || typeof path.value !== 'string') return undefined;
  return /\/\[[^\]/]+\](\/|$)/.test(path.value) ? { kind: 'path-pattern', path: path.value } : undefined;
}
