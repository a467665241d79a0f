/**
 * node-redis 2 to 6. From version 4: camel-case methods, expiry in an options object; a positional expiry is
 * ignored by the client, so it counts as none. Versions 2 and 3 take words like ioredis, and callbacks.
 */
import type { CacheLibrary, CommandForm, TtlSlot } from '../library.js';
import { EXPIRY_TOKENS, emptyRedisAnswer, plainRedisCommand } from './redisCommands.js';

const option = (argument: number): TtlSlot => ({ at: 'option', argument, options: EXPIRY_TOKENS });

/** Version 5 adds `{ expiration: { type: 'EX', value: 60 } }`; version 4 ignores it. */
const EXPIRATION: TtlSlot = {
  at: 'typed-option',
  argument: 2,
  option: 'expiration',
  type: 'type',
  amount: 'value',
  units: EXPIRY_TOKENS,
};

const TYPED: TtlSlot = {
  at: 'typed-option',
  argument: 1,
  type: 'type',
  amount: 'value',
  units: EXPIRY_TOKENS,
};

const SET: CommandForm = { operation: 'write', key: 0, value: 1, ttl: [option(2)] };
const CLIENT: CommandForm = { operation: 'client', key: 'none' };
const NAMED: CommandForm = { operation: 'named', key: 'none' };
const DELETE: CommandForm = { operation: 'invalidate', key: 'all', keysGiven: 'first-or-list' };

const SCRIPT: CommandForm = {
  operation: 'script',
  key: 'none',
  script: { kind: 'options', values: 'arguments' },
};

const FROM_4: Readonly<Record<string, CommandForm>> = {
  set: SET,
  hsetex: { operation: 'write-part', key: 0, value: 1, ttl: [EXPIRATION] },
  getex: { operation: 'expire', alsoReads: true, key: 0, ttl: [option(1), TYPED] },
  // `del(a, b)` deletes only `a`; several keys are given as an array.
  del: DELETE,
  unlink: DELETE,
  sendcommand: NAMED,
  eval: SCRIPT,
  evalsha: SCRIPT,
  evalro: SCRIPT,
  evalsharo: SCRIPT,
  scriptload: { operation: 'other', key: 'none', gives: 0 },
  duplicate: CLIENT,
  withcommandoptions: CLIENT,
  withtypemapping: CLIENT,
  asap: CLIENT,
  // Callbacks and words, as in version 3.
  legacy: { ...CLIENT, clientMajor: 3 },
  executeisolated: CLIENT,
  execute: CLIENT,
};

const BEFORE_4: Readonly<Record<string, CommandForm>> = {
  send_command: NAMED,
  sendcommand: NAMED,
  duplicate: CLIENT,
};

export const nodeRedis: CacheLibrary = {
  id: 'redis',
  packages: ['redis', '@redis/client', 'async-redis', 'handy-redis'],
  miss: () => 'null',
  emptyAnswer: (command, major) => emptyRedisAnswer(command, major < 4 ? undefined : '{}'),
  givesText: true,
  commandGroups: ['json'],
  newestMajor: 6,
  majorOfPackage(name, major) {
    if (name === '@redis/client') return Math.max(4, major);
    // Promises around version 3.
    return name === 'async-redis' || name === 'handy-redis' ? 3 : undefined;
  },
  instances: [
    { path: ['createClient'], by: 'call', options: [0, 1, 2] },
    { path: ['default', 'createClient'], by: 'call', options: [0, 1, 2] },
    { path: ['createNodeRedisClient'], by: 'call', options: [0, 1, 2] },
    { path: ['createCluster'], by: 'call', options: 0, cluster: true },
    { path: ['default', 'createCluster'], by: 'call', options: 0, cluster: true },
    { path: ['createClientPool'], by: 'call', options: 0 },
    { path: ['createSentinel'], by: 'call', options: 0 },
  ],
  types: [
    'RedisClientType',
    'RedisClient',
    'RedisClusterType',
    'RedisClientPoolType',
    'RedisSentinelType',
    'default.RedisClient',
    'default.RedisClientType',
    'RedisClientOptions.client',
  ],
  clusterTypes: ['RedisClusterType'],
  prefixOptions: ['prefix', 'keyPrefix'],
  databaseOption: 'database',
  definesCommands: true,
  flattens: (major) => major < 4,
  actsAs: { option: 'legacyMode', major: 3, unless: 'v4' },
  command(name, major) {
    const lower = name.toLowerCase();
    if (major < 4) {
      // `bluebird.promisifyAll(redis)` adds `getAsync` and the like.
      const plain = lower.replace(/async$/, '');
      return Object.hasOwn(BEFORE_4, plain) ? BEFORE_4[plain] : plainRedisCommand(plain);
    }
    if (lower === 'set' && major > 4) return { ...SET, ttl: [option(2), EXPIRATION] };
    return Object.hasOwn(FROM_4, lower) ? FROM_4[lower] : plainRedisCommand(lower);
  },
  namedCommand: plainRedisCommand,
  ttlForm: (command, major) =>
    !/^set(async)?$/i.test(command) ? undefined : major < 4 ? 'ex-arguments' : 'ex-option',
};
