/**
 * What one cache operation is to the server, and what it says about expiry. In: an effect. Out: the command's
 * plain name, its flags, the amounts in its TTL slots, and an expiry that the client does not read.
 */
import type { TtlArgumentForm } from '../../../../shared/src/finding.js';
import type { TtlUnit } from '../../libraries/library.js';
import type { CacheEffect } from '../calls/effect.js';
import { type CacheClient, fieldOf, isNothing, type Value } from '../evaluation/values.js';
import { type Ttl, ttlOfCall, typedAmount } from '../lifetimes/ttl.js';

/** Whether the client sends commands of Redis as they are, rather than offering a cache of its own. */
export function speaksRedis(client: CacheClient): boolean {
  return client.library.command('zadd', client.major) !== undefined;
}

const PROMISING: ReadonlySet<string> = new Set(['cache-manager', 'keyv', 'cacheable', 'bentocache']);

/** Clients whose methods return promises; with a callback as the last argument they do not. */
export function givesPromise({ client, arguments: args }: CacheEffect): boolean {
  if (client.batch || isCallback(args.at(-1))) return false;
  if (client.library.id === 'redis') return client.major >= 4;
  return speaksRedis(client) || client.library.rejects === true || PROMISING.has(client.library.id);
}

/** A function, or what a caller hands over as one: `cache.del(key, callback)`. */
function isCallback(value: Value | undefined): boolean {
  if (value?.kind !== 'parameter') return value?.kind === 'function';
  return value.path.length === 0 && /^_?(cb|callback|done|next)$/i.test(value.name);
}

/** `hGetAll`, `HGETALL`, `hgetallBuffer` and the `hgetallAsync` of `promisifyAll` are one command. */
export function commandName(effect: CacheEffect): string {
  return effect.command.toLowerCase().replace(/(buffer|async)$/, '');
}

/** The command that a server gets; undefined where there is none, or the client has its own ways. */
export function sentCommand(effect: CacheEffect): string | undefined {
  const { client, command, operation } = effect;
  if (speaksRedis(client)) return commandName(effect);
  if (client.library.onMemcached) return operation === 'invalidate-all' ? 'flush_all' : undefined;
  return client.onRedis ? client.library.sends?.(command, client.major) : undefined;
}

/** A word such as `NX` among the arguments, or as an option that is switched on. */
export function hasFlag(effect: CacheEffect, flag: string): boolean {
  return effect.arguments.slice(2).some((value) => mentionsFlag(value, flag));
}

/** As GLIDE spells them. */
const CONDITIONS: Readonly<Record<string, string>> = { onlyIfDoesNotExist: 'NX', onlyIfExists: 'XX' };

function mentionsFlag(value: Value, flag: string): boolean {
  switch (value.kind) {
    case 'constant':
      return (
        typeof value.value === 'string' && (CONDITIONS[value.value] ?? value.value.toUpperCase()) === flag
      );
    case 'array':
      return value.items.some((item) => mentionsFlag(item, flag));
    case 'record':
      return [...value.fields].some(
        ([name, field]) =>
          (name.toUpperCase() === flag && !(isNothing(field) || isFalse(field))) ||
          (/^(condition|conditionalSet)$/.test(name) && mentionsFlag(field, flag)),
      );
    default:
      return false;
  }
}

function isFalse(value: Value): boolean {
  return value.kind === 'constant' && value.value === false;
}

/** The command only succeeds where the key is not there yet. */
export function setsOnlyIfAbsent(effect: CacheEffect): boolean {
  const name = commandName(effect);
  return name === 'setnx' || (name === 'set' && hasFlag(effect, 'NX'));
}

/** `SET … XX`: of a key that somebody holds already. */
export function setsOnlyIfPresent(effect: CacheEffect): boolean {
  return commandName(effect) === 'set' && hasFlag(effect, 'XX');
}

/** The TTL the call itself gives, without what another command or a default adds. */
export function ownTtl(effect: CacheEffect): Ttl {
  const form = effect.form;
  const { defaultTtl: _default, ...client } = effect.client;
  return ttlOfCall(client, form, effect.arguments);
}

export interface TtlAmount {
  readonly value: Value;
  readonly unit: TtlUnit;
  /** Position among the arguments of the call. */
  readonly argument: number;
  /** The property that holds it, when the argument is an options object; with dots, one of an object in it. */
  readonly option?: string;
  /** Of a choice between options, which of them this one stands in. */
  readonly arm?: number;
  /** The unit is spelt beside the amount, as in `'PX', 500`. */
  readonly explicit: boolean;
}

/** What stands in the TTL slots of a call, unread. */
export function ttlAmounts(effect: CacheEffect): readonly TtlAmount[] {
  const { arguments: args } = effect;
  return (effect.form.ttl ?? []).flatMap((slot): readonly TtlAmount[] => {
    if (slot.at === 'argument') {
      const value = args[slot.argument];
      const isAmount = value && value.kind !== 'record' && value.kind !== 'function';
      return isAmount ? [{ value, unit: slot.unit, argument: slot.argument, explicit: false }] : [];
    }
    if (slot.at === 'option') {
      return recordsIn(args[slot.argument]).flatMap(([record, arm]) =>
        Object.entries(slot.options).flatMap(([option, unit]) => {
          const value = option.includes('.') ? undefined : record.fields.get(option);
          const explicit = option.length === 2;
          const place = { argument: slot.argument, option, ...(arm !== undefined && { arm }) };
          return value && unit !== 'keep' ? [{ value, unit, ...place, explicit }] : [];
        }),
      );
    }
    if (slot.at === 'typed-option') {
      const given = args[slot.argument];
      const option = slot.option === undefined ? given : fieldOf(given, slot.option);
      if (option?.kind !== 'record') return [];
      const { unit, value } = typedAmount(slot, option);
      const path = [slot.option, slot.amount].filter((name) => name !== undefined).join('.');
      return value && unit && unit !== 'keep'
        ? [{ value, unit, argument: slot.argument, option: path, explicit: true }]
        : [];
    }
    if (slot.at !== 'tokens') return [];
    return args.flatMap((token, index) => {
      const value = args[index + 1];
      if (index < slot.from || token.kind !== 'constant' || !value) return [];
      const unit = slot.tokens[String(token.value).toUpperCase()];
      return unit && unit !== 'keep' ? [{ value, unit, argument: index + 1, explicit: true }] : [];
    });
  });
}

type Options = Extract<Value, { kind: 'record' }>;

/** The options of `ttl ? { ttl } : undefined` and of `long ? { EX: 3600 } : { EX: 60 }`, with which of them they are. */
function recordsIn(value: Value | undefined): readonly (readonly [record: Options, arm?: number])[] {
  if (value?.kind === 'record') return [[value]];
  if (value?.kind !== 'either') return [];
  return value.values.flatMap((each, arm): readonly (readonly [Options, number])[] =>
    each.kind === 'record' ? [[each, arm]] : [],
  );
}

/** What the client does with an expiry in a place or shape it does not read. */
export interface UnreadTtl {
  /** As written: `'EX', 60`, `60`, `{ ttl }`. */
  readonly text: string;
  /** The server refuses the command instead of leaving the expiry out. */
  readonly refused: boolean;
  /** How this client reads one. */
  readonly wanted: string;
  /** Position of the argument that it begins with. */
  readonly argument: number;
  /** The word that says what the amount counts: `EX`, `ttl`; undefined for a bare number. */
  readonly word?: string;
  readonly amount?: Value;
}

const TTL_TOKENS = /^(ex|px|exat|pxat)$/i;
const TTL_OPTIONS =
  /^(ex|px|exat|pxat|ttl|ttls|ttl_?seconds|ttl_?ms|expires?|expiry|expires_?in|expire_?in|expiration(_?ttl)?|max_?age)$/i;

/** An expiry that the call carries in a form its client ignores; undefined when there is none, or it is read. */
export function unreadTtl(effect: CacheEffect): UnreadTtl | undefined {
  if (HASH_WRITES.has(commandName(effect)) && speaksRedis(effect.client)) return tokensOfHash(effect);
  const form = effect.form;
  if ((form?.operation !== 'write' && form?.operation !== 'wrap') || !form.ttl) return undefined;
  const last = form.operation === 'wrap' ? form.loader : form.value;
  const after = typeof last === 'number' ? last + 1 : undefined;
  const isSure = form.ttl.every((slot) => slot.at === 'tokens') && effect.arguments[2]?.kind === 'record';
  if (!isSure && ownTtl(effect).kind !== 'none') return undefined;
  if (after === undefined || form.ttl.every((slot) => slot.at === 'argument' && slot.argument < after)) {
    return undefined;
  }
  const rest = effect.arguments.slice(after);
  const found = rest.map((value, index) => unreadLife(value, rest[index + 1])).find((life) => life);
  if (!found || readsZero(effect)) return undefined;
  const refused = form.ttl.some((slot) => slot.at === 'tokens');
  return { ...found, refused, wanted: wantedForm(effect), argument: after };
}

const HASH_WRITES: ReadonlySet<string> = new Set(['hset', 'hmset']);

function tokensOfHash(effect: CacheEffect): UnreadTtl | undefined {
  const [last, unit] = [effect.arguments.at(-1), effect.arguments.at(-2)];
  // A field may be called anything; after pairs of fields and values only an expiry looks like this.
  const isToken = unit?.kind === 'constant' && /^(EX|PX)$/.test(String(unit.value));
  const isAmount = last?.kind === 'constant' && typeof last.value === 'number';
  if (!isToken || !isAmount || effect.arguments.length < 4) return undefined;
  const argument = effect.arguments.length - 2;
  return {
    text: `'${unit.value}', ${last.value}`,
    refused: false,
    wanted: '`expire` on the same key',
    argument,
    word: String(unit.value),
  };
}

/** A zero is read, and says "for ever". */
function readsZero(effect: CacheEffect): boolean {
  return ttlAmounts(effect).some(({ value }) => value.kind === 'constant');
}

function unreadLife(
  value: Value,
  next: Value | undefined,
): Pick<UnreadTtl, 'text' | 'word' | 'amount'> | undefined {
  if (value.kind === 'constant' && typeof value.value === 'string' && TTL_TOKENS.test(value.value)) {
    return next && { text: `'${value.value}', ${textOfAmount(next)}`, word: value.value, amount: next };
  }
  if (value.kind === 'constant' && typeof value.value === 'number' && value.value > 0) {
    return { text: `${value.value}`, amount: value };
  }
  if (value.kind !== 'record') return undefined;
  const option = [...value.fields].find(([name, field]) => TTL_OPTIONS.test(name) && !isNothing(field));
  if (!option) return undefined;
  const [word, amount] = option;
  return { text: `{ ${word}: ${textOfAmount(amount)} }`, word, amount };
}

function textOfAmount(value: Value): string {
  return value.kind === 'constant' ? String(value.value) : '…';
}

/** How a client reads an expiry, for people. */
export const EXPIRY_FORMS: Readonly<Record<TtlArgumentForm, string>> = {
  'ex-arguments': "`'EX', seconds`",
  'ex-option': '`{ EX: seconds }`',
  'lower-ex-option': '`{ ex: seconds }`',
  'seconds-option': '`{ ttl: seconds }`',
  'ttl-milliseconds-option': '`{ ttl: milliseconds }`',
  'expires-option': '`{ expires: seconds }`',
  'expiration-option': '`{ expirationTtl: seconds }`',
  'revalidate-option': '`{ revalidate: seconds }`',
  'seconds-argument': 'a number of seconds',
  'own-ttl-milliseconds': '`ttl: milliseconds`',
  'typed-expiry-option': '`{ expiry: { type: TimeUnit.Seconds, count: seconds } }`',
  'milliseconds-argument': 'a number of milliseconds',
};

function wantedForm({ client, command, form }: CacheEffect): string {
  const known = client.library.ttlForm(command, client.major);
  if (known) return `${EXPIRY_FORMS[known]} after the ${form?.operation === 'wrap' ? 'function' : 'value'}`;
  for (const slot of form?.ttl ?? []) {
    if (slot.at === 'tokens') return "`'EX', seconds` after the value";
    if (slot.at === 'option') return `\`{ ${Object.keys(slot.options)[0] ?? 'ttl'}: … }\` after the value`;
    if (slot.at === 'argument')
      return `a number of ${/(milli)?seconds/.exec(slot.unit)?.[0]} after the value`;
    if (slot.at === 'typed-option') return `\`{ ${slot.option}: … }\` after the value`;
  }
  return 'its own form';
}
