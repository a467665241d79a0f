/**
 * What the options of a construction say about every entry: prefix, default TTL, bounds, and whether the
 * client keeps things for good. In: the table and the argument values. Out: parts of a client.
 */
import type { CacheLibrary, InstanceForm } from '../../libraries/library.js';
import { textOf } from '../evaluation/texts.js';
import { type CacheClient, isNothing, UNDEFINED, type Value } from '../evaluation/values.js';
import { durationText, ttlMilliseconds } from '../lifetimes/ttlUnits.js';
import { keepsJson } from './keptForm.js';

export function clientOf(
  library: CacheLibrary,
  major: number,
  form: InstanceForm,
  args: readonly Value[],
): CacheClient {
  const options = optionsOf(form, args);
  const older = library.actsAs && fieldOf(options, library.actsAs.option);
  const isOlder = older?.kind === 'constant' && older.value === true;
  const prefix = prefixOf(library, major, options);
  const databaseNumber = databaseNumberOf(library, options);
  const store = givenStore(library, major, args) ?? readyStore(library, major, options);
  const own = store
    ? store.defaultTtl
    : isUnreadStore(library, major, args)
      ? 'unknown'
      : defaultTtlOf(library, major, options, args[0]);
  const defaultTtl = own ?? library.ownDefaultTtl;
  return {
    library,
    major: isOlder ? (library.actsAs?.major ?? major) : major,
    ...(isOlder && { ownMajor: major }),
    cluster: form.cluster === true,
    batch: form.batch === true,
    ...(prefix && { prefix }),
    ...(databaseNumber !== undefined && { databaseNumber }),
    ...(defaultTtl !== undefined && { defaultTtl }),
    ...(isBounded(library, options, args) && { bounded: true }),
    ...(own === undefined && unreadTtlOf(library, major, options)),
    ...(givesStored(library, major, options, args) && { givesStored: true }),
    ...(keepsJson(library, options, args, form) && { keepsJson: true }),
    ...((isOnRedis(library, options, args) || takesDatabase(form, args)) && { onRedis: true }),
    ...(renewsOnRead(library, options) && { renewsOnRead: true }),
    ...(keepsForGood(library, options, args) && { state: true }),
  };
}

export function givesStored(
  { givesStored: stored }: CacheLibrary,
  major: number,
  options: Value | undefined,
  args: readonly Value[],
): boolean {
  if (stored === undefined || stored === true) return stored === true;
  if ('inMemoryBefore' in stored)
    return major < stored.inMemoryBefore && isInMemory(fieldOf(options, 'store'), args);
  const option = fieldOf(options, stored.unless);
  return option?.kind === 'constant' && option.value === false;
}

function renewsOnRead(library: CacheLibrary, options: Value | undefined): boolean {
  const option = library.renewOption === undefined ? undefined : fieldOf(options, library.renewOption);
  return option?.kind === 'constant' && option.value === true;
}

const NO_OPTIONS: ReadonlySet<Value['kind']> = new Set([
  'constant',
  'text',
  'environment',
  'undefined',
  'constructed',
  'cache',
]);

/** The first object among the arguments, or what stands in its place and may be one. */
function optionsOf(form: InstanceForm, args: readonly Value[]): Value | undefined {
  if (form.options === undefined) return undefined;
  const record = args.find((value) => value.kind === 'record');
  if (record) return record;
  const positions = typeof form.options === 'number' ? [form.options] : form.options;
  return positions.flatMap((position) => args[position] ?? []).find((value) => !NO_OPTIONS.has(value.kind));
}

/** A property by its name, or by a path such as `redisOptions.keyPrefix`. */
function fieldOf(value: Value | undefined, path: string): Value | undefined {
  return path
    .split('.')
    .reduce((part, name) => (part?.kind === 'record' ? part.fields.get(name) : undefined), value);
}

function prefixOf(library: CacheLibrary, major: number, options: Value | undefined): Value | undefined {
  const prefix = library.prefixOptions
    ?.map((name) => fieldOf(options, name))
    .find((value) => value !== undefined && value.kind !== 'undefined');
  const separator = library.prefixSeparator?.(major);
  if (!prefix || !separator || (prefix.kind === 'constant' && !prefix.value)) return prefix;
  return textOf([{ name: 'prefix', value: prefix }, separator]);
}

function databaseNumberOf({ databaseOption }: CacheLibrary, options: Value | undefined): number | undefined {
  const number = databaseOption === undefined ? undefined : fieldOf(options, databaseOption);
  return number?.kind === 'constant' && typeof number.value === 'number' ? number.value : undefined;
}

/** In milliseconds; zero when they say there is none, undefined when they say nothing, `unknown` when they cannot be read. */
export function defaultTtlOf(
  library: CacheLibrary,
  major: number,
  options: Value | undefined,
  given?: Value,
): number | 'unknown' | undefined {
  if (!library.defaultTtl || !options) return undefined;
  if (options.kind === 'undefined') return undefined;
  if (options.kind === 'array') return defaultTtlOfTiers(options.items);
  // A store or an options object that cannot be read may well carry a TTL.
  if (options.kind !== 'record') return options.kind === 'cache' ? options.client.defaultTtl : 'unknown';
  const store = readyStore(library, major, options);
  if (store) return store.defaultTtl;
  const isInSeconds = countsInSeconds(library, major, options.fields.get('store') ?? given);
  for (const [name, ownUnit] of Object.entries(library.defaultTtl(major))) {
    const unit = isInSeconds ? 'seconds' : ownUnit;
    const value = options.fields.get(name);
    if (!value || value.kind === 'undefined') continue;
    const amount = value.kind === 'constant' ? durationText(value.value, unit) : undefined;
    if (amount === undefined) return 'unknown';
    // Said to be none, which a default of the package does not change.
    return amount > 0 ? (ttlMilliseconds(amount, unit) ?? 'unknown') : 0;
  }
  if (options.open) return 'unknown';
  const stores = (library.storeOptions ?? []).map((name) => options.fields.get(name));
  return stores.reduce<number | 'unknown' | undefined>(
    (found, value) => found ?? (value && defaultTtlOfBackends(value)),
    undefined,
  );
}

/** `caching(redisStore, { ttl: 60 })` */
function countsInSeconds(
  { storesInSeconds }: CacheLibrary,
  major: number,
  store: Value | undefined,
): boolean {
  return store?.kind === 'external' && storesInSeconds?.(major).includes(store.module) === true;
}

/** `caching(await someStore({ … }))`: it may well have been given a TTL. */
function isUnreadStore(library: CacheLibrary, major: number, [first]: readonly Value[]): boolean {
  return library.readyStoreDecides?.(major) === true && first !== undefined && UNREAD.has(first.kind);
}

const UNREAD: ReadonlySet<Value['kind']> = new Set([
  'derived',
  'unknown',
  'parameter',
  'constructed',
  'method',
]);

/** `new LRUCache({ maxAge: 60_000 })` of version 10 */
function unreadTtlOf(
  { unreadTtl }: CacheLibrary,
  major: number,
  options: Value | undefined,
): Pick<CacheClient, 'unreadTtl'> {
  if (options?.kind !== 'record' || options.open) return {};
  const found = unreadTtl?.(major).find((name) => !isNothing(options.fields.get(name) ?? UNDEFINED));
  return found === undefined ? {} : { unreadTtl: found };
}

/** Caches behind each other: an entry is gone when it is gone from all of them. */
function defaultTtlOfTiers(tiers: readonly Value[]): number | 'unknown' | undefined {
  const lives = tiers.flatMap((tier) => {
    if (tier.kind !== 'cache') return ['unknown' as const];
    return tier.client.bounded && tier.client.defaultTtl === undefined ? [] : [tier.client.defaultTtl ?? 0];
  });
  if (lives.includes('unknown')) return 'unknown';
  const numbers = lives.filter((life) => life !== 'unknown');
  return numbers.includes(0) ? undefined : Math.max(...numbers, 0);
}

/** Nothing among its options keeps its keys apart from those of others. */
function takesDatabase(
  { takesDatabase: position, takesDatabaseOf: makers }: InstanceForm,
  args: readonly Value[],
): boolean {
  if (makers) return takesDatabaseOfStore(makers, args);
  return position !== undefined && isWithoutNamespace(args[position]);
}

/** `new Keyv({ store: new KeyvRedis(url) })`, `new Keyv(new KeyvRedis(url))` */
function takesDatabaseOfStore(makers: readonly string[], args: readonly Value[]): boolean {
  const [first, second] = args;
  const store = fieldOf(first, 'store') ?? first;
  if (store?.kind !== 'constructed' || !makers.includes(store.module)) return false;
  const options = first?.kind === 'record' ? first : second;
  return isWithoutNamespace(options) && isWithoutNamespace(store.arguments[1]);
}

function isWithoutNamespace(options: Value | undefined): boolean {
  if (!options) return true;
  if (options.kind !== 'record' || options.open) return options.kind === 'undefined';
  const namespace = options.fields.get('namespace');
  return namespace === undefined || namespace.kind === 'undefined';
}

/** By a store that is made ready, or that the package of one makes. */
export function isOnRedis(
  library: CacheLibrary,
  options: Value | undefined,
  [first]: readonly Value[],
): boolean {
  // Of some packages what they are made by decides.
  if (!library.sends || library.instances.some((form) => form.takesDatabase !== undefined)) return false;
  if (library.storeOptions === undefined) return true;
  const stores = fieldOf(options, 'stores');
  const several = stores?.kind === 'array' ? stores.items : stores ? [stores] : [];
  if (several.some((one) => one.kind === 'cache' && one.client.onRedis)) return true;
  const store = fieldOf(options, 'store') ?? first;
  if (store?.kind === 'cache') return store.client.onRedis === true;
  return store?.kind === 'external' && /redis/i.test(store.module);
}

/** `caching(await redisStore({ … }))` */
function givenStore(
  library: CacheLibrary,
  major: number,
  [first]: readonly Value[],
): CacheClient | undefined {
  return library.readyStoreDecides?.(major) && first?.kind === 'cache' ? first.client : undefined;
}

/** The store among the options that alone says how long entries live. */
export function readyStore(
  library: CacheLibrary,
  major: number,
  options: Value | undefined,
): CacheClient | undefined {
  if (!library.readyStoreDecides?.(major)) return undefined;
  const stores = (library.storeOptions ?? []).map((name) => fieldOf(options, name));
  const store = stores.find((value) => value?.kind === 'cache');
  return store?.kind === 'cache' ? store.client : undefined;
}

/** Backends built in sight give theirs; adapters of a server have none of their own. */
function defaultTtlOfBackends(value: Value): number | 'unknown' | undefined {
  const lives = (value.kind === 'array' ? value.items : [value]).flatMap((backend) => {
    const life = defaultTtlOfBackend(backend);
    const isBounded = backend.kind === 'cache' && backend.client.bounded === true;
    return life === undefined && isBounded ? [] : [life];
  });
  if (lives.includes('unknown')) return 'unknown';
  const numbers = lives.filter((life) => typeof life === 'number');
  if (numbers.includes(0)) return 0;
  // What one of them keeps for ever is found there again when the others have let go of it.
  return numbers.length === 0 || numbers.length < lives.length ? undefined : Math.max(...numbers);
}

function defaultTtlOfBackend(backend: Value): number | 'unknown' | undefined {
  // A text or a factory: its options are those beside it.
  if (backend.kind === 'constant' || backend.kind === 'external') return undefined;
  if (backend.kind === 'cache') return backend.client.defaultTtl;
  const isAdapter = backend.kind === 'constructed' && /^@keyv\/|^keyv-/.test(backend.module);
  const isMap = backend.kind === 'global' || (backend.kind === 'derived' && backend.name === 'Map');
  return isAdapter || isMap ? undefined : 'unknown';
}

function isBounded(library: CacheLibrary, options: Value | undefined, args: readonly Value[]): boolean {
  const { bounds } = library;
  const store = fieldOf(options, 'store');
  if (store?.kind === 'cache' && store.client.bounded) return true;
  if (!bounds || (bounds.memoryOnly && !isInMemory(store, args))) return false;
  const isSize = (value: Value | undefined): boolean =>
    value !== undefined &&
    value.kind !== 'undefined' &&
    !(value.kind === 'constant' && !(Number(value.value) > 0));
  if (bounds.argument && args[0] && args[0].kind !== 'record' && isSize(args[0])) return true;
  // Options that cannot be read may well bound it.
  if (options && (options.kind !== 'record' || options.open)) return true;
  return bounds.options.some((name) => isSize(fieldOf(options, name)));
}

/** Neither a store nor anything but the word for memory is given. */
function isInMemory(store: Value | undefined, args: readonly Value[]): boolean {
  const [first] = args;
  const name = store ?? (first?.kind === 'record' ? undefined : first);
  return name === undefined || (name.kind === 'constant' && name.value === 'memory');
}

/** `new Keyv('sqlite://…')`, `new Keyv({ store: new KeyvPostgres() })`: storage, not a cache. */
function keepsForGood(library: CacheLibrary, options: Value | undefined, args: readonly Value[]): boolean {
  const { stateBackends } = library;
  if (library.state) return true;
  if (!stateBackends) return false;
  return [...args, fieldOf(options, 'store'), fieldOf(options, 'uri')].some((value) => {
    if (value?.kind === 'constant') return stateBackends.addresses.test(String(value.value));
    if (value?.kind === 'text') {
      const [first] = value.parts;
      return typeof first === 'string' && stateBackends.addresses.test(first);
    }
    return value?.kind === 'constructed' && stateBackends.packages.includes(value.module);
  });
}
