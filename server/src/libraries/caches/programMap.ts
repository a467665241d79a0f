/**
 * A `Map` of the program that is used as a cache. There is no package: which maps are meant is found where they are made.
 * It keeps what it is given until that is deleted.
 */
import type { CacheLibrary, CommandForm } from '../library.js';

const COMMANDS: Readonly<Record<string, CommandForm>> = {
  get: { operation: 'read', key: 0 },
  has: { operation: 'read', key: 0 },
  set: { operation: 'write', key: 0, value: 1 },
  delete: { operation: 'invalidate', key: 0 },
  clear: { operation: 'invalidate-all', key: 'none' },
};

export const programMap: CacheLibrary = {
  id: 'map',
  packages: [],
  instances: [],
  types: [],
  miss: () => 'undefined',
  givesStored: true,
  ownKeys: true,
  onlyFresh: 'where-emptied',
  newestMajor: 1,
  command: (name) => (Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined),
  ttlForm: () => undefined,
};
