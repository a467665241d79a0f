/**
 * node-redis. From version 4: camel-case methods, expiry in an options object; a positional expiry is
 * ignored by the client, so it counts as none. Versions 2 and 3 take tokens like ioredis.
 */
import type { CacheLibrary, CommandForm, TtlSlot } from '../library.js';
import { REDIS_COMMANDS } from './redisCommands.js';

const EXPIRY_OPTIONS = {
  EX: 'seconds',
  PX: 'milliseconds',
  EXAT: 'unix-seconds',
  PXAT: 'unix-milliseconds',
  KEEPTTL: 'keep',
} as const;

const OPTION_SLOT: TtlSlot = { at: 'option', argument: 2, options: EXPIRY_OPTIONS };

/** Version 5 adds `{ expiration: { type: 'EX', value: 60 } }`; version 4 ignores it. */
const EXPIRATION_SLOT: TtlSlot = {
  at: 'option',
  argument: 2,
  options: { 'expiration.value': 'seconds', expiration: 'keep' },
};

const SET: CommandForm = { operation: 'write', key: 0, value: 1, ttl: [OPTION_SLOT] };
const SET_FROM_5: CommandForm = { operation: 'write', key: 0, value: 1, ttl: [OPTION_SLOT, EXPIRATION_SLOT] };
const SET_BEFORE_4: CommandForm = {
  operation: 'write',
  key: 0,
  value: 1,
  ttl: [{ at: 'tokens', from: 2, tokens: EXPIRY_OPTIONS }],
};

export const nodeRedis: CacheLibrary = {
  id: 'redis',
  packages: ['redis', '@redis/client', 'async-redis', 'handy-redis'],
  newestMajor: 6,
  instances: [
    { path: ['createClient'], by: 'call', options: 0 },
    { path: ['default', 'createClient'], by: 'call', options: 0 },
    { path: ['createCluster'], by: 'call', options: 0, cluster: true },
    { path: ['createClientPool'], by: 'call', options: 0 },
    { path: ['createSentinel'], by: 'call', options: 0 },
  ],
  types: [
    'RedisClientType',
    'RedisClient',
    'RedisClusterType',
    'RedisClientPoolType',
    'RedisClientOptions.client',
  ],
  prefixOptions: ['prefix', 'keyPrefix'],
  command(name, major) {
    const lower = name.toLowerCase();
    if (lower === 'set') return major < 4 ? SET_BEFORE_4 : major < 5 ? SET : SET_FROM_5;
    // `del(a, b)` deletes only `a` from version 4 on; several keys are given as an array.
    if (major >= 4 && (lower === 'del' || lower === 'unlink')) return { operation: 'invalidate', key: 0 };
    return REDIS_COMMANDS[lower];
  },
  ttlForm: (command, major) =>
    command.toLowerCase() !== 'set' ? undefined : major < 4 ? 'ex-arguments' : 'ex-option',
};
