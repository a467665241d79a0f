/** ioredis 4 to 6 and iovalkey: commands by name, expiry as tokens after the value. */
import type { CacheLibrary, CommandForm } from '../library.js';
import { REDIS_COMMANDS } from './redisCommands.js';

const EXPIRY_TOKENS = {
  EX: 'seconds',
  PX: 'milliseconds',
  EXAT: 'unix-seconds',
  PXAT: 'unix-milliseconds',
  KEEPTTL: 'keep',
} as const;

const FORMS: Readonly<Record<string, CommandForm>> = {
  set: { operation: 'write', key: 0, value: 1, ttl: [{ at: 'tokens', from: 2, tokens: EXPIRY_TOKENS }] },
  getex: { operation: 'expire', key: 0, ttl: [{ at: 'tokens', from: 1, tokens: EXPIRY_TOKENS }] },
};

export const ioredis: CacheLibrary = {
  id: 'ioredis',
  packages: ['ioredis', 'iovalkey'],
  newestMajor: 6,
  instances: [
    { path: ['default'], by: 'new', options: 0 },
    { path: ['default'], by: 'call', options: 0, majors: [4] },
    { path: ['Redis'], by: 'new', options: 0 },
    { path: ['Valkey'], by: 'new', options: 0 },
    { path: ['default', 'Redis'], by: 'new', options: 0 },
    { path: ['Redis', 'Redis'], by: 'new', options: 0 },
    { path: ['default', 'createClient'], by: 'call', options: 0 },
    { path: ['Redis', 'createClient'], by: 'call', options: 0 },
    { path: ['Cluster'], by: 'new', options: 1, cluster: true },
    { path: ['default', 'Cluster'], by: 'new', options: 1, cluster: true },
    { path: ['Redis', 'Cluster'], by: 'new', options: 1, cluster: true },
  ],
  types: [
    'default',
    'Redis',
    'Valkey',
    'Cluster',
    'default.Redis',
    'Redis.Redis',
    'Redis.Cluster',
    'default.Cluster',
  ],
  decorators: [
    {
      name: 'InjectRedis',
      packages: [
        '@nestjs-modules/ioredis',
        '@songkeys/nestjs-redis',
        '@liaoliaots/nestjs-redis',
        '@nestjs-redis/client',
        'nestjs-redis',
      ],
    },
  ],
  prefixOptions: ['keyPrefix'],
  command(name) {
    const lower = name.toLowerCase().replace(/buffer$/, '');
    return FORMS[lower] ?? REDIS_COMMANDS[lower];
  },
  ttlForm: (command) => (command.toLowerCase() === 'set' ? 'ex-arguments' : undefined),
};
