/**
 * Where library tables meet the code: which constructions, types, decorators and tokens give a cache or
 * database client, and of which version. A name alone never does.
 */
import type { DecoratorFact } from '../facts/fileFacts.js';
import { CACHE_LIBRARIES } from '../libraries/caches/allCaches.js';
import { DATABASE_LIBRARIES } from '../libraries/databases/allDatabases.js';
import type { CacheLibrary, DatabaseLibrary, InstanceForm } from '../libraries/library.js';
import type { Evaluation } from './evaluation.js';
import type { Frame } from './frame.js';
import { ttlMilliseconds } from './ttlUnits.js';
import type { CacheClient, Value } from './values.js';

type External = Extract<Value, { kind: 'external' }>;

export function isDatabaseModule(module: string): boolean {
  return DATABASE_LIBRARIES.some((library) => fitsModule(library, module));
}

function fitsModule(library: CacheLibrary | DatabaseLibrary, module: string): boolean {
  if (library.packages.includes(module)) return true;
  return 'modulePattern' in library && library.modulePattern?.test(module) === true;
}

/** Whether any cache library has a method of that name. */
export function isCacheCommand(name: string): boolean {
  return CACHE_LIBRARIES.some((library) => library.command(name, library.newestMajor) !== undefined);
}

/** The client that calling or constructing an export of a package gives, if any. */
export function constructedClient(
  evaluation: Evaluation,
  callee: External,
  construction: boolean,
  args: readonly Value[],
): Value | undefined {
  for (const library of CACHE_LIBRARIES) {
    if (!fitsModule(library, callee.module)) continue;
    const major = majorOf(evaluation, callee.file, library);
    const form = library.instances.find((candidate) => fits(candidate, callee.path, construction, major));
    if (form) return { kind: 'cache', client: cacheClient(library, major, form, args) };
  }
  for (const library of DATABASE_LIBRARIES) {
    if (!fitsModule(library, callee.module)) continue;
    if (library.instances.some((form) => fits(form, callee.path, construction, 0))) {
      return { kind: 'database', client: { library }, path: [] };
    }
  }
  return undefined;
}

function fits(form: InstanceForm, path: readonly string[], construction: boolean, major: number): boolean {
  if (form.majors && !form.majors.includes(major)) return false;
  if ((form.by === 'new') !== construction) return false;
  const wanted = form.path;
  // `require('ioredis')` is the default export; a named path may also be reached through it.
  if (path.length === 0) return wanted.length === 1 && wanted[0] === 'default';
  return wanted.length === path.length && wanted.every((step, index) => step === path[index]);
}

function cacheClient(
  library: CacheLibrary,
  major: number,
  form: InstanceForm,
  args: readonly Value[],
): CacheClient {
  const options = optionsOf(form, args);
  const prefix = library.prefixOptions
    ?.map((name) => fieldOf(options, name))
    .find((value) => value !== undefined && value.kind !== 'undefined');
  const defaultTtl = defaultTtlOf(library, major, options);
  return {
    library,
    major,
    cluster: form.cluster === true,
    batch: false,
    ...(prefix && { prefix }),
    ...(defaultTtl !== undefined && { defaultTtl }),
  };
}

function optionsOf(form: InstanceForm, args: readonly Value[]): Value | undefined {
  if (form.options === undefined) return undefined;
  const record = args.find((value) => value.kind === 'record');
  return record ?? args[form.options];
}

function fieldOf(value: Value | undefined, name: string): Value | undefined {
  return value?.kind === 'record' ? value.fields.get(name) : undefined;
}

function defaultTtlOf(
  library: CacheLibrary,
  major: number,
  options: Value | undefined,
): number | 'unknown' | undefined {
  if (!library.defaultTtl || !options) return undefined;
  const value = fieldOf(options, library.defaultTtl.option);
  if (value?.kind === 'constant' && typeof value.value === 'number') {
    return value.value > 0 ? ttlMilliseconds(value.value, library.defaultTtl.unit(major)) : undefined;
  }
  if (options.kind === 'undefined') return undefined;
  // A store or an options object that cannot be read may well carry a TTL.
  if (options.kind !== 'record' || options.open || value) return 'unknown';
  const stores = fieldOf(options, 'stores');
  return stores === undefined ? undefined : defaultTtlOfStores(stores);
}

/** Stores built in sight, each with options that name no TTL, give none. Keyv counts in milliseconds. */
function defaultTtlOfStores(stores: Value): number | 'unknown' | undefined {
  const all = stores.kind === 'array' ? stores.items : [stores];
  for (const store of all) {
    if (store.kind === 'constant') continue;
    const isReadable = store.kind === 'constructed' && store.module === 'keyv';
    if (!isReadable) return 'unknown';
    for (const argument of store.arguments) {
      if (argument.kind === 'record' && argument.open) return 'unknown';
      const ttl = fieldOf(argument, 'ttl');
      if (ttl?.kind === 'constant' && typeof ttl.value === 'number') return ttl.value;
      if (ttl && ttl.kind !== 'undefined') return 'unknown';
    }
  }
  return undefined;
}

/** The client that an annotation with an exported type of a package stands for, if any. */
export function clientOfType(evaluation: Evaluation, type: External): Value | undefined {
  const name = type.path.join('.');
  for (const library of CACHE_LIBRARIES) {
    if (!fitsModule(library, type.module) || !library.types.includes(name)) continue;
    const major = majorOf(evaluation, type.file, library);
    // The construction is elsewhere: its default TTL is not known, and unknown is not absent.
    const defaultTtl = library.defaultTtl ? { defaultTtl: 'unknown' as const } : {};
    return { kind: 'cache', client: { library, major, cluster: false, batch: false, ...defaultTtl } };
  }
  for (const library of DATABASE_LIBRARIES) {
    if (!fitsModule(library, type.module)) continue;
    if (library.types.includes(name)) return { kind: 'database', client: { library }, path: [] };
    const entity = library.rowType(name);
    if (entity) {
      return {
        kind: 'rows',
        rows: { entity, many: false, path: [], where: new Map(), related: [] },
      };
    }
  }
  return undefined;
}

/** What `@InjectRedis()` or `@Inject(CACHE_MANAGER)` hands in, if a table knows it. */
export function injectedValue(
  evaluation: Evaluation,
  frame: Frame,
  decorators: readonly DecoratorFact[],
): Value | undefined {
  for (const decorator of decorators) {
    const library = CACHE_LIBRARIES.find((candidate) => injects(frame, candidate, decorator));
    if (!library) continue;
    const major = majorOf(evaluation, frame.file, library);
    const defaultTtl = library.defaultTtl
      ? { defaultTtl: moduleDefaultTtl(evaluation, frame.file, library, major) }
      : {};
    return {
      kind: 'cache',
      client: { library, major, cluster: false, batch: false, ...withoutUndefined(defaultTtl) },
    };
  }
  return undefined;
}

function withoutUndefined(value: { defaultTtl?: number | 'unknown' | undefined }): {
  defaultTtl?: number | 'unknown';
} {
  return value.defaultTtl === undefined ? {} : { defaultTtl: value.defaultTtl };
}

function injects(frame: Frame, library: CacheLibrary, decorator: DecoratorFact): boolean {
  const module = frame.facts.bindings[decorator.binding]?.import?.module;
  if (
    library.decorators?.some(
      (entry) => entry.name === decorator.name && module !== undefined && entry.packages.includes(module),
    )
  ) {
    return true;
  }
  if (decorator.name !== 'Inject') return false;
  const [token] = decorator.arguments;
  const name = token?.kind === 'name' ? token.name : token?.kind === 'text' ? token.value : undefined;
  return name !== undefined && library.tokens?.includes(name) === true;
}

/**
 * The default TTL of `CacheModule.register({ ttl })`. Looked for in every file of the model: undefined when
 * a registration is there and gives none, `unknown` when it cannot be read or is not found.
 */
function moduleDefaultTtl(
  evaluation: Evaluation,
  file: string,
  library: CacheLibrary,
  major: number,
): number | 'unknown' | undefined {
  const found: (number | 'unknown' | undefined)[] = [];
  const rangeOf = (name: string): string | undefined => evaluation.linker.versionRange(file, name);
  for (const candidate of evaluation.files) {
    const frame = evaluation.moduleFrame(candidate);
    for (const call of frame?.facts.calls ?? []) {
      const { callee } = call;
      if (!frame || callee.kind !== 'member' || callee.object.kind !== 'name') continue;
      if (callee.object.name !== 'CacheModule') continue;
      const [options] = call.arguments;
      const value = options && callee.name === 'register' ? evaluation.evaluate(frame, options) : undefined;
      found.push(
        callee.name === 'registerAsync' ? 'unknown' : value ? defaultTtlOf(library, major, value) : undefined,
      );
    }
  }
  if (found.length === 0 || found.includes('unknown')) return 'unknown';
  return found.find((ttl) => ttl !== undefined) ?? library.injectedDefaultTtl?.(rangeOf);
}

/** The major version the nearest package.json asks for; the newest known when it does not say. */
function majorOf(evaluation: Evaluation, file: string, library: CacheLibrary): number {
  for (const name of library.packages) {
    const range = evaluation.linker.versionRange(file, name);
    const major = range?.match(/\d+/)?.[0];
    if (major !== undefined && library.packages[0] === name) return Number(major);
  }
  return library.newestMajor;
}
