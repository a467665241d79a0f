/**
 * The results that a database library keeps by itself, under a name that the code gives them: `cache: { id: 'cities' }` of
 * TypeORM, `cache: ['cities', 60_000]` of MikroORM. Which calls do so, the tables of those libraries say.
 */
import type { CacheLibrary, CommandForm } from '../library.js';

/** The name, its life in milliseconds, and the rows. */
export const KEEPS: CommandForm = {
  operation: 'wrap',
  key: 0,
  value: 2,
  ttl: [{ at: 'argument', argument: 1, unit: 'milliseconds' }],
};
export const FORGETS: CommandForm = { operation: 'invalidate', key: 0 };
export const FORGETS_ALL: CommandForm = { operation: 'invalidate-all', key: 'none' };

/** Results that a method of the project keeps, which it put on the queries of a library. */
export const queryCache: CacheLibrary = {
  id: 'query-cache',
  packages: [],
  instances: [],
  types: [],
  onlyFresh: 'always',
  newestMajor: 1,
  command: () => undefined,
  ttlForm: () => undefined,
};

export const resultCache: CacheLibrary = {
  id: 'result-cache',
  packages: [],
  instances: [],
  types: [],
  onlyFresh: 'always',
  newestMajor: 1,
  command: () => undefined,
  ttlForm: () => undefined,
};
