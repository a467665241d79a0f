/**
 * What modules of the project say about the cache they hand in: `CacheModule.register({ ttl })`. Looked for in every
 * file of the model. Out: the parts of a client that the construction would have given.
 */
import type { CallIndex, Expression, TextRange } from '../../facts/fileFacts.js';
import type { CacheLibrary } from '../../libraries/library.js';
import type { Evaluation } from '../evaluation/evaluation.js';
import { type Frame, NO_CALLS } from '../evaluation/frame.js';
import { type CacheClient, UNKNOWN, type Value } from '../evaluation/values.js';
import { defaultTtlOf, givesStored, isOnRedis, readyStore } from './clientOptions.js';
import { keepsJson } from './keptForm.js';

/** One `CacheModule.register(…)`. */
export interface CacheModuleRegistration {
  readonly frame: Frame;
  readonly call: CallIndex;
  readonly options: Expression | undefined;
  /** The options are made by a function among them. */
  readonly isMade: boolean;
}

/** `otherwise` is the default TTL of clients that no module hands in. */
export function registered(
  evaluation: Evaluation,
  file: string,
  library: CacheLibrary,
  major: number,
  otherwise?: 'unknown',
): Pick<CacheClient, 'defaultTtl' | 'onRedis' | 'keepsJson' | 'inMemory' | 'givesStored' | 'origin'> {
  if (!library.defaultTtl) return {};
  if (library.tokens === undefined) return otherwise ? { defaultTtl: otherwise } : {};
  const modules = modulesFor(evaluation, file);
  const options = modules.map((module) => withStore(evaluation, optionsOf(evaluation, module)));
  const defaultTtl = moduleDefaultTtl(evaluation, file, library, major, options);
  return {
    ...(defaultTtl !== undefined && { defaultTtl }),
    ...(options.length > 0 && options.every((value) => isOnRedis(library, value, [])) && { onRedis: true }),
    ...(options.length > 0 && options.every((value) => keepsJson(library, value, [])) && { keepsJson: true }),
    ...(options.length > 0 && options.every(isOnlyInMemory) && { inMemory: true }),
    ...heldInMemory(library, major, modules, options),
  };
}

/** Where the one module of the project keeps objects in memory and hands them out as they are. */
function heldInMemory(
  library: CacheLibrary,
  major: number,
  modules: readonly CacheModuleRegistration[],
  options: readonly (Value | undefined)[],
): Pick<CacheClient, 'givesStored' | 'origin'> {
  const [only, ...others] = modules;
  if (!only || others.length > 0) return {};
  const [given] = options;
  const isRead = given === undefined || (given.kind === 'record' && !given.open);
  if (!isRead || !givesStored(library, major, given, given ? [given] : [])) return {};
  return { givesStored: true, origin: { file: only.frame.file, call: only.call } };
}

/** Undefined when a registration is there and gives none, `unknown` when it cannot be read or is not found. */
function moduleDefaultTtl(
  evaluation: Evaluation,
  file: string,
  library: CacheLibrary,
  major: number,
  options: readonly (Value | undefined)[],
): number | 'unknown' | undefined {
  const found = options.map((value) => value && defaultTtlOf(library, major, value));
  if (found.length === 0 || found.includes('unknown')) return 'unknown';
  const given = found.find((ttl) => ttl !== undefined);
  if (given !== undefined || options.some((value) => readyStore(library, major, value))) return given;
  return library.injectedDefaultTtl?.((name) => evaluation.linker.versionRange(file, name));
}

/** A registration with a store that this version of the module does not look at. */
export interface UnreadStore {
  readonly file: string;
  /** `register` */
  readonly range: TextRange;
  readonly major: number;
}

const NEST_MODULE = '@nestjs/cache-manager';
/** It reads `stores`. */
const FIRST_WITH_STORES = 3;

/** `CacheModule.register({ store: redisStore })` of Nest 3 and newer. */
export function unreadStores(evaluation: Evaluation): readonly UnreadStore[] {
  return evaluation.cacheModules(findCacheModules).flatMap((registration): readonly UnreadStore[] => {
    const { frame, call } = registration;
    const options = optionsOf(evaluation, registration);
    const fields = options?.kind === 'record' ? options.fields : undefined;
    const major = evaluation.linker.majorOf(frame.file, NEST_MODULE) ?? 0;
    const range = frame.facts.calls[call]?.nameRange;
    const isUnread = fields?.has('store') && !fields.has('stores') && major >= FIRST_WITH_STORES;
    return isUnread && range ? [{ file: frame.file, range, major }] : [];
  });
}

/** A module that registers a cache for itself hands its own classes that one, whatever is there for all. */
function modulesFor(evaluation: Evaluation, file: string): readonly CacheModuleRegistration[] {
  const all = evaluation.cacheModules(findCacheModules);
  const own = all.length > 1 ? all.filter((module) => filesServedBy(evaluation, module).includes(file)) : [];
  return own.length > 0 ? own : all;
}

/** The files of the classes that `@Module({ imports: [CacheModule.register()], providers: […] })` names beside it. */
function filesServedBy(evaluation: Evaluation, { frame, call }: CacheModuleRegistration): readonly string[] {
  const decorators = frame.facts.classes.flatMap((fact) => fact.decorators);
  const isHere = (value: Expression): boolean => value.kind === 'call' && value.call === call;
  return decorators.flatMap(({ arguments: [described] }) => {
    const properties = described?.kind === 'object' ? described.properties : [];
    const listed = (name: string): readonly Expression[] =>
      properties.flatMap((one) => (one.name === name && one.value.kind === 'array' ? one.value.items : []));
    if (!listed('imports').some(isHere)) return [];
    return [...listed('controllers'), ...listed('providers')].flatMap((item) => {
      const value = evaluation.evaluate(frame, item);
      return value.kind === 'class' ? [value.file] : [];
    });
  });
}

/** Neither a store nor anything that cannot be read is given. */
function isOnlyInMemory(options: Value | undefined): boolean {
  if (options === undefined) return true;
  if (options.kind !== 'record' || options.open) return false;
  const store = options.fields.get('store');
  const isMemory = store === undefined || (store.kind === 'constant' && store.value === 'memory');
  return isMemory && !options.fields.has('stores');
}

function optionsOf(
  evaluation: Evaluation,
  { frame, options, isMade }: CacheModuleRegistration,
): Value | undefined {
  const given = options && evaluation.evaluate(frame, options);
  return isMade ? madeOptions(evaluation, given) : given;
}

/** `store: () => store` gives the store. */
function withStore(evaluation: Evaluation, options: Value | undefined): Value | undefined {
  const store = options?.kind === 'record' ? options.fields.get('store') : undefined;
  if (options?.kind !== 'record' || store?.kind !== 'function') return options;
  const given = evaluation.returns.of(store, [], NO_CALLS);
  return { ...options, fields: new Map(options.fields).set('store', given) };
}

/** Under whatever name the module is imported. */
function findCacheModules(evaluation: Evaluation): readonly CacheModuleRegistration[] {
  return evaluation.files.flatMap((file) => {
    const frame = evaluation.moduleFrame(file);
    return (frame?.facts.calls ?? []).flatMap(({ callee, arguments: [options] }, call) => {
      if (!frame || callee.kind !== 'member' || callee.object.kind !== 'name') return [];
      const imported = frame.facts.bindings[callee.object.binding]?.import?.name;
      if ((imported ?? callee.object.name) !== 'CacheModule') return [];
      return [{ frame, call, options, isMade: callee.name === 'registerAsync' }];
    });
  });
}

/** What `useFactory` of `registerAsync` returns; unknown when a class or something else makes it. */
function madeOptions(evaluation: Evaluation, given: Value | undefined): Value {
  const factory = given?.kind === 'record' ? given.fields.get('useFactory') : undefined;
  return factory?.kind === 'function' ? evaluation.returns.of(factory, [], NO_CALLS) : UNKNOWN;
}
