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

/** No package has it, and nothing is called by its name. */
const KEPT_BY_A_DATABASE: Omit<CacheLibrary, 'id'> = {
  packages: [],
  instances: [],
  types: [],
  onlyFresh: 'always',
  newestMajor: 1,
  command: () => undefined,
  ttlForm: () => undefined,
};

/** Results that a method of the project keeps, which it put on the queries of a library. */
export const queryCache: CacheLibrary = { id: 'query-cache', ...KEPT_BY_A_DATABASE, keyedByQuery: true };

export const resultCache: CacheLibrary = { id: 'result-cache', ...KEPT_BY_A_DATABASE };
