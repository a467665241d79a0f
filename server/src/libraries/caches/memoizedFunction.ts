/**
 * memoizee and lodash.memoize: a function around another one, which keeps what that gives for each argument until it is told to
 * forget it. Milliseconds, for ever where none are given. What it keeps is for the first argument to say.
 */
import type { CacheLibrary, CommandForm } from '../library.js';

/** The function itself is called: a name that no method has. */
export const CALL = '()';

const FORGET: CommandForm = { operation: 'invalidate', key: 0 };
const FORGET_ALL: CommandForm = { operation: 'invalidate-all', key: 'none' };

const COMMANDS: Readonly<Record<string, CommandForm>> = {
  [CALL]: { operation: 'wrap', key: 0 },
  [`${CALL}.delete`]: FORGET,
  [`${CALL}.clear`]: FORGET_ALL,
  // Of lodash: the map it keeps everything in.
  [`${CALL}.cache`]: { operation: 'other', key: 'none' },
  [`${CALL}.cache.delete`]: FORGET,
  [`${CALL}.cache.clear`]: FORGET_ALL,
};

export const memoizedFunction: CacheLibrary = {
  id: 'memoized',
  packages: ['memoizee', 'lodash.memoize'],
  newestMajor: 4,
  ownKeys: true,
  onlyFresh: 'where-emptied',
  instances: [{ path: ['default'], by: 'call', options: 1 }],
  types: [],
  memoizes: CALL,
  defaultTtl: () => ({ maxAge: 'milliseconds' }),
  bounds: { options: ['max'] },
  commandGroups: [CALL, `${CALL}.cache`],
  command: (name) => (Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined),
  ttlForm: () => undefined,
};
