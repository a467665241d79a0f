/**
 * Results that a database library keeps by itself. In: a method of its table and the arguments. Out: under which name the
 * result is kept and for how long, or which names are given up, as commands of a cache.
 */
import { FORGETS, FORGETS_ALL, KEEPS, queryCache, resultCache } from '../../libraries/caches/resultCache.js';
import type { DatabaseMethod } from '../../libraries/databaseLibrary.js';
import { argumentAt, type CommandCall } from '../commands/commandOfCall.js';
import { plainClient } from '../commands/libraryInstances.js';
import type { CacheClient, Query, Value } from '../evaluation/values.js';
import type { DatabaseCall } from './databaseCalls.js';
import { rowsOfHandle } from './databaseHandles.js';

/** `{ id: 'cities', milliseconds: 60_000 }`, `['cities', 60_000]`, `cache('cities', 60_000)`; a life alone names nothing. */
export function keptUnder({ keeps }: DatabaseMethod, args: readonly Value[]): Query['kept'] {
  const given = keeps === undefined ? undefined : argumentAt(keeps, args);
  if (given?.kind === 'record') return named(given.fields.get('id'), given.fields.get('milliseconds'));
  if (given?.kind === 'array') return named(given.items[0], given.items[1]);
  return keeps === 0 ? named(given, args[1]) : undefined;
}

function named(name: Value | undefined, life: Value | undefined): Query['kept'] {
  const isName = name?.kind === 'text' || (name?.kind === 'constant' && typeof name.value === 'string');
  if (!name || !isName) return undefined;
  return life ? [name, life] : [name];
}

/** Where no life is given, the settings of the library say it. */
export const KEPT_RESULTS: CacheClient = {
  ...plainClient(resultCache, resultCache.newestMajor),
  defaultTtl: 'unknown',
};

const NO_LIFE: Value = { kind: 'undefined' };

export function keptResult({ kept, operation }: DatabaseCall, rows: Value): CommandCall | undefined {
  if (!kept || operation !== 'read') return undefined;
  const [name, life = NO_LIFE] = kept;
  return { name: 'cache', form: KEEPS, args: [name, life, rows] };
}

/** `User.find().cache()`: the rows of a query, under the name of the query. */
export function keptQuery(
  { handle, name }: Extract<Value, { kind: 'databaseMethod' }>,
  { origin }: CacheClient,
): { readonly client: CacheClient; readonly command: CommandCall } | undefined {
  const rows = handle.query?.operation === 'read' ? rowsOfHandle(handle) : undefined;
  if (!rows || !handle.entity || !origin) return undefined;
  const text: Value = { kind: 'constant', value: `${handle.entity.name}.find().${name}()` };
  return {
    client: { ...plainClient(queryCache, queryCache.newestMajor), origin, defaultTtl: 'unknown' },
    command: { name, form: KEEPS, args: [text, NO_LIFE, rows] },
  };
}

export function forgottenResults(
  { forgets }: DatabaseMethod,
  args: readonly Value[],
): CommandCall | undefined {
  if (forgets === undefined) return undefined;
  if (forgets === 'all') return { name: 'clear', form: FORGETS_ALL, args: [] };
  const names = argumentAt(forgets, args);
  return names && { name: 'remove', form: FORGETS, args: [names] };
}
