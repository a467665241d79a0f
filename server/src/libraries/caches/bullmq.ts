/**
 * BullMQ and Bull: jobs live as long as the queue says. State, and no key of the project's own. Queues and
 * workers stay plain objects here: they are followed as events.
 */
import type { CacheLibrary } from '../library.js';

export const bullmq: CacheLibrary = {
  id: 'bullmq',
  packages: ['bullmq', 'bull'],
  newestMajor: 6,
  state: true,
  instances: [],
  types: [],
  command: () => undefined,
  ttlForm: () => undefined,
};
