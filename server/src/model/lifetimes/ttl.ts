/** The TTL a cache call gives, from the slots its library reads. */
import type { CommandForm, TtlSlot, TtlUnit } from '../../libraries/library.js';
import type { DrawnBetween } from '../evaluation/drawnNumbers.js';
import { type CacheClient, isNothing, someValue, type Value } from '../evaluation/values.js';
import { isCallback } from '../keys/keys.js';
import { durationText, ttlMilliseconds } from './ttlUnits.js';

export type Ttl =
  | { readonly kind: 'none' }
  /** The longest of those it may be, and the least, where there are several; or there may be none. */
  | {
      readonly kind: 'known';
      readonly milliseconds: number;
      readonly least?: number;
      readonly optional?: true;
      /** Each time another one, up to this long. */
      readonly drawn?: true;
    }
  /** There is one, or there may be one; how long cannot be said. */
  | { readonly kind: 'unknown' }
  /** The expiry the key already has stays. */
  | { readonly kind: 'keep' }
  /** The caller decides. */
  | { readonly kind: 'open'; readonly value: Value };

const NONE: Ttl = { kind: 'none' };
const UNKNOWN_TTL: Ttl = { kind: 'unknown' };

export function ttlOfCall(client: CacheClient, form: CommandForm, args: readonly Value[]): Ttl {
  for (const slot of form.ttl ?? []) {
    const ttl = ttlOfSlot(slot, args);
    if (ttl.kind !== 'none') return ttl;
    if (saysForever(slot, args)) return NONE;
  }
  const takesDefault = (form.operation === 'write' || form.operation === 'wrap') && !form.ignoresDefaultTtl;
  // A default of zero is none.
  if (!takesDefault || !client.defaultTtl) return NONE;
  return client.defaultTtl === 'unknown' ? UNKNOWN_TTL : { kind: 'known', milliseconds: client.defaultTtl };
}

function ttlOfSlot(slot: TtlSlot, args: readonly Value[]): Ttl {
  switch (slot.at) {
    case 'argument': {
      const value = args[slot.argument];
      if (value?.kind === 'function') return slot.computed ? UNKNOWN_TTL : NONE;
      return value && value.kind !== 'record' ? amount(value, slot.unit) : NONE;
    }
    case 'tokens':
      return ttlOfTokens(slot, args.slice(slot.from).flatMap(flatten));
    case 'option': {
      const value = args[slot.argument];
      return value && !isCallback(value) ? ttlOfOptions(slot, value) : NONE;
    }
    case 'typed-option':
      return ttlOfTypedOption(slot, args[slot.argument]);
    case 'last-option': {
      const last = args.filter((value) => !isCallback(value)).at(-1);
      const field = last && fieldAt(last, [slot.option]);
      return field ? amount(field, slot.unit) : NONE;
    }
    case 'entries': {
      const [entries] = args;
      const items = entries?.kind === 'array' ? entries.items : [];
      const ttls = items.map((item) => {
        const field = fieldAt(item, [slot.option]);
        return field ? amount(field, slot.unit) : NONE;
      });
      return entries && entries.kind !== 'array' ? UNKNOWN_TTL : combine(ttls);
    }
  }
}

/** An amount that means "for ever" even where the client has a default. */
function saysForever(slot: TtlSlot, args: readonly Value[]): boolean {
  if (slot.at !== 'argument' && slot.at !== 'option') return false;
  const argument = args[slot.argument];
  const values =
    slot.at === 'argument'
      ? [argument]
      : Object.keys(slot.options).map((name) => argument && fieldAt(argument, [name]));
  const forever = [Infinity, ...(slot.forever ?? [0])];
  return values.some((value) => value?.kind === 'constant' && forever.some((entry) => entry === value.value));
}

/** `{ expiry: { type, count } }`; the option may also be a word such as `keepExisting`. */
function ttlOfTypedOption(slot: Extract<TtlSlot, { at: 'typed-option' }>, argument: Value | undefined): Ttl {
  if (!argument || argument.kind === 'constant' || isNothing(argument)) return NONE;
  if (argument.kind !== 'record') {
    return containsParameter(argument) ? { kind: 'open', value: argument } : UNKNOWN_TTL;
  }
  const option = slot.option === undefined ? argument : argument.fields.get(slot.option);
  if (!option || isNothing(option)) return argument.open ? UNKNOWN_TTL : NONE;
  if (option.kind !== 'record') {
    return unitNamed(slot, option) === 'keep' ? { kind: 'keep' } : UNKNOWN_TTL;
  }
  const { unit, value } = typedAmount(slot, option);
  if (unit === 'keep') return { kind: 'keep' };
  // `{ EX: 60 }` is of another form, and `{ type: 'PERSIST' }` no length of time.
  if (!value && slot.option === undefined) return NONE;
  return unit && value ? amount(value, unit) : UNKNOWN_TTL;
}

/** What `{ type, count }` says. */
export function typedAmount(
  slot: Extract<TtlSlot, { at: 'typed-option' }>,
  { fields }: Extract<Value, { kind: 'record' }>,
): { readonly unit: TtlUnit | 'keep' | undefined; readonly value: Value | undefined } {
  const type = fields.get(slot.type);
  return { unit: type && unitNamed(slot, type), value: fields.get(slot.amount) };
}

/** `'EX'`, or the member of an enumeration of the package: `TimeUnit.Seconds`. */
function unitNamed(
  slot: Extract<TtlSlot, { at: 'typed-option' }>,
  value: Value,
): TtlUnit | 'keep' | undefined {
  const name =
    value.kind === 'constant'
      ? String(value.value)
      : value.kind === 'external'
        ? (value.path.at(-1) ?? '')
        : '';
  return slot.units[name];
}

function flatten(value: Value): readonly Value[] {
  return value.kind === 'array' ? value.items : [value];
}

function ttlOfTokens(slot: Extract<TtlSlot, { at: 'tokens' }>, rest: readonly Value[]): Ttl {
  let unread: Value | undefined;
  for (const [index, value] of rest.entries()) {
    const token = value.kind === 'constant' ? String(value.value).toUpperCase() : undefined;
    const unit = token === undefined ? undefined : slot.tokens[token];
    if (unit === 'keep') return { kind: 'keep' };
    const given = rest[index + 1];
    // Nothing behind the token is code still being typed.
    if (unit) return given ? amount(given, unit) : UNKNOWN_TTL;
    const isAmount = !['constant', 'undefined', 'function'].includes(value.kind) && !isCallback(value);
    if (isAmount) unread ??= value;
  }
  if (!unread) return NONE;
  return containsParameter(unread) ? { kind: 'open', value: unread } : UNKNOWN_TTL;
}

function ttlOfOptions(slot: Extract<TtlSlot, { at: 'option' }>, value: Value): Ttl {
  if (value.kind === 'either') return combine(value.values.map((choice) => ttlOfOptions(slot, choice)));
  if (value.kind === 'fallback') {
    const ttl = ttlOfOptions(slot, value.value);
    return ttl.kind === 'none' ? ttlOfOptions(slot, value.otherwise) : ttl;
  }
  if (isNothing(value) || value.kind === 'constant' || value.kind === 'function') return NONE;
  if (value.kind !== 'record') {
    return containsParameter(value) ? { kind: 'open', value } : UNKNOWN_TTL;
  }
  for (const [path, unit] of Object.entries(slot.options)) {
    const field = fieldAt(value, path.split('.'));
    if (!field || isNothing(field)) continue;
    if (unit === 'keep') return { kind: 'keep' };
    const ttl = amount(field, unit);
    if (ttl.kind !== 'none') return ttl;
  }
  return value.open ? UNKNOWN_TTL : NONE;
}

function fieldAt(value: Value, path: readonly string[]): Value | undefined {
  let current: Value | undefined = value;
  for (const name of path) current = current?.kind === 'record' ? current.fields.get(name) : undefined;
  return current;
}

/** A length of time. Zero and nothing are no expiry in every library that accepts them. */
function amount(value: Value, unit: TtlUnit): Ttl {
  const ttl = wholeAmount(value, unit);
  const mayBeNothing = value.optional || (value.kind === 'either' && value.values.some(isOptional));
  return ttl.kind === 'known' && mayBeNothing ? { ...ttl, optional: true } : ttl;
}

function isOptional(value: Value): boolean {
  return value.optional === true || isNothing(value);
}

function wholeAmount(value: Value, unit: TtlUnit): Ttl {
  switch (value.kind) {
    case 'undefined':
      return NONE;
    case 'constant': {
      const number = durationText(value.value, unit);
      if (number === undefined) return UNKNOWN_TTL;
      if (number === 0 || number === Infinity) return NONE;
      const milliseconds = ttlMilliseconds(number, unit);
      return milliseconds === undefined ? UNKNOWN_TTL : { kind: 'known', milliseconds };
    }
    case 'either':
      return combine(value.values.map((choice) => amount(choice, unit)));
    case 'fallback':
      return containsParameter(value.value) ? { kind: 'open', value } : defaulted(value, unit);
    case 'parameter':
      return { kind: 'open', value };
    case 'derived':
      if (value.between) return drawnAmount(value.between, unit);
      if (value.ahead && value.ahead > 0 && unit === 'unix-milliseconds')
        return { kind: 'known', milliseconds: value.ahead };
      return containsParameter(value) ? { kind: 'open', value } : UNKNOWN_TTL;
    default:
      return UNKNOWN_TTL;
  }
}

/** `20 + Math.random() * 10` */
function drawnAmount({ most }: DrawnBetween, unit: TtlUnit): Ttl {
  const milliseconds = most > 0 ? ttlMilliseconds(most, unit) : undefined;
  return milliseconds === undefined ? UNKNOWN_TTL : { kind: 'known', milliseconds, drawn: true };
}

/** `value ?? otherwise`: a known default does not say how long it is, only that there is one. */
function defaulted(value: Extract<Value, { kind: 'fallback' }>, unit: TtlUnit): Ttl {
  const ttl = amount(value.value, unit);
  return ttl.kind === 'none' ? amount(value.otherwise, unit) : ttl;
}

/** Several possible TTLs: known only if all agree, none only if none has one. */
function combine(ttls: readonly Ttl[]): Ttl {
  const [first] = ttls;
  if (!first) return NONE;
  const open = ttls.find((ttl) => ttl.kind === 'open');
  if (open) return open;
  if (ttls.every((ttl) => ttl.kind === 'none')) return NONE;
  const known = ttls.filter((ttl) => ttl.kind === 'known');
  if (known.length < ttls.length) return UNKNOWN_TTL;
  const milliseconds = Math.max(...known.map((ttl) => ttl.milliseconds));
  const least = Math.min(...known.map((ttl) => ttl.least ?? ttl.milliseconds));
  const isDrawn = known.every(({ drawn }) => drawn);
  return {
    kind: 'known',
    milliseconds,
    ...(least < milliseconds && { least }),
    ...(isDrawn && { drawn: true }),
  };
}

function containsParameter(value: Value): boolean {
  return someValue(value, (part) => part.kind === 'parameter');
}

/** What is left of an open TTL when nobody is known to call: whatever the default says. */
export function settledTtl(ttl: Ttl): Ttl {
  return ttl.kind === 'open' ? UNKNOWN_TTL : ttl;
}
