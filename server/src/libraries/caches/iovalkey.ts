/** iovalkey: ioredis under another name. */
import type { CacheLibrary } from '../library.js';
import { ioredisCommand, ioredisInstances } from './ioredis.js';
import { emptyRedisAnswer } from './redisCommands.js';

export const iovalkey: CacheLibrary = {
  id: 'iovalkey',
  packages: ['iovalkey'],
  miss: () => 'null',
  emptyAnswer: (command) => emptyRedisAnswer(command, '{}'),
  givesText: true,
  textOfObjects: true,
  newestMajor: 0,
  instances: [...ioredisInstances('Valkey'), { path: ['Redis'], by: 'new', options: [0, 1] }],
  types: ['default', 'Valkey', 'Redis', 'Cluster', 'Pipeline', 'ChainableCommander'],
  prefixOptions: ['keyPrefix', 'redisOptions.keyPrefix'],
  listsWholeNames: true,
  databaseOption: 'db',
  definesCommands: true,
  flattens: () => true,
  command: ioredisCommand,
  ttlForm: (command) => (command.toLowerCase() === 'set' ? 'ex-arguments' : undefined),
};
