/** redlock 4 and 5: locks with a length in milliseconds. What it holds is state and no copy of anything. */
import type { CacheLibrary, CommandForm } from '../library.js';

const LOCK: CommandForm = {
  operation: 'write',
  key: 0,
  ttl: [{ at: 'argument', argument: 1, unit: 'milliseconds' }],
};

export const redlock: CacheLibrary = {
  id: 'redlock',
  packages: ['redlock', '@sesamecare-oss/redlock'],
  newestMajor: 5,
  state: true,
  instances: [
    { path: ['default'], by: 'new' },
    { path: ['Redlock'], by: 'new' },
  ],
  types: ['default', 'Redlock'],
  command: (name) => (/^(lock|acquire|using|disposer)$/.test(name) ? LOCK : undefined),
  ttlForm: () => undefined,
};
