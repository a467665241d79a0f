/**
 * What modules of the project say about the cache they hand in: `CacheModule.register({ ttl })`. Looked for in every
 * file of the model. Out: the parts of a client that the construction would have given.
 */
import type { CallIndex, Expression } from '../../facts/fileFacts.js';
import type { CacheLibrary } from '../../libraries/library.js';
import type { Evaluation } from '../evaluation/evaluation.js';
import { type Frame, NO_CALLS } from '../evaluation/frame.js';
import { type CacheClient, UNKNOWN, type Value } from '../evaluation/values.js';
import { defaultTtlOf, givesStored, isOnRedis, readyStore } from './clientOptions.js';

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
): Pick<CacheClient, 'defaultTtl' | 'onRedis' | 'givesStored' | 'origin'> {
  if (!library.defaultTtl) return {};
  if (library.tokens === undefined) return otherwise ? { defaultTtl: otherwise } : {};
  const options = optionsOfModules(evaluation);
  const defaultTtl = moduleDefaultTtl(evaluation, file, library, major, options);
  return {
    ...(defaultTtl !== undefined && { defaultTtl }),
    ...(options.length > 0 && options.every((value) => isOnRedis(library, value, [])) && { onRedis: true }),
    ...heldInMemory(evaluation, library, major, options),
  };
}

/** Where the one module of the project keeps objects in memory and hands them out as they are. */
function heldInMemory(
  evaluation: Evaluation,
  library: CacheLibrary,
  major: number,
  options: readonly (Value | undefined)[],
): Pick<CacheClient, 'givesStored' | 'origin'> {
  const [only, ...others] = evaluation.cacheModules(findCacheModules);
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

function optionsOfModules(evaluation: Evaluation): readonly (Value | undefined)[] {
  return evaluation.cacheModules(findCacheModules).map(({ frame, options, isMade }) => {
    const given = options && evaluation.evaluate(frame, options);
    return withStore(evaluation, isMade ? madeOptions(evaluation, given) : given);
  });
}

/** `store: () => store` gives the store. */
function withStore(evaluation: Evaluation, options: Value | undefined): Value | undefined {
  const store = options?.kind === 'record' ? options.fields.get('store') : undefined;
  if (options?.kind !== 'record' || store?.kind !== 'function') return options;
  const given = evaluation.returned(store, [], NO_CALLS);
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
  return factory?.kind === 'function' ? evaluation.returned(factory, [], NO_CALLS) : UNKNOWN;
}
