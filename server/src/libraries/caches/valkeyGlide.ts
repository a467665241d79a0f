/**
 * @valkey/valkey-glide: `createClient` of a class gives the client, expiry is `{ expiry: { type, count } }`.
 * Other options and words are ignored without an error. Batches are objects of their own.
 */
import type { CacheLibrary, CommandForm, TtlSlot } from '../library.js';
import { EXPIRY_TOKENS, emptyRedisAnswer, plainRedisCommand } from './redisCommands.js';

const expiry = (argument: number, amount: string): TtlSlot => ({
  at: 'typed-option',
  argument,
  option: 'expiry',
  type: 'type',
  amount,
  units: {
    ...EXPIRY_TOKENS,
    Seconds: 'seconds',
    Milliseconds: 'milliseconds',
    UnixSeconds: 'unix-seconds',
    UnixMilliseconds: 'unix-milliseconds',
    keepExisting: 'keep',
  },
});

const DELETE: CommandForm = { operation: 'invalidate', key: 'all', keysGiven: 'as-list' };

const OWN: Readonly<Record<string, CommandForm>> = {
  del: DELETE,
  unlink: DELETE,
  set: { operation: 'write', key: 0, value: 1, ttl: [expiry(2, 'count')] },
  getex: { operation: 'expire', alsoReads: true, key: 0, ttl: [expiry(1, 'duration')] },
  invokescript: { operation: 'script', key: 'none', script: { kind: 'options', values: 'args' } },
  customcommand: { operation: 'named', key: 'none' },
};

/** Commands of the server that have no method here. */
const ABSENT: ReadonlySet<string> = new Set(['setex', 'psetex', 'setnx', 'getset', 'keys', 'hmset', 'multi']);

export const valkeyGlide: CacheLibrary = {
  id: 'valkey-glide',
  packages: ['@valkey/valkey-glide'],
  miss: () => 'null',
  emptyAnswer: (command) => emptyRedisAnswer(command, '[]'),
  givesText: true,
  textOfObjects: true,
  newestMajor: 2,
  instances: [
    { path: ['GlideClient', 'createClient'], by: 'call', options: 0 },
    { path: ['GlideClusterClient', 'createClient'], by: 'call', options: 0, cluster: true },
    { path: ['Batch'], by: 'new', batch: true },
    { path: ['ClusterBatch'], by: 'new', batch: true, cluster: true },
    { path: ['Transaction'], by: 'new', batch: true },
    { path: ['ClusterTransaction'], by: 'new', batch: true, cluster: true },
  ],
  types: ['GlideClient', 'GlideClusterClient', 'BaseClient', 'Batch', 'ClusterBatch', 'Transaction'],
  clusterTypes: ['GlideClusterClient', 'ClusterBatch'],
  command(name) {
    const lower = name.toLowerCase();
    if (Object.hasOwn(OWN, lower)) return OWN[lower];
    return ABSENT.has(lower) ? undefined : plainRedisCommand(lower);
  },
  namedCommand: plainRedisCommand,
  ttlForm: (command) => (command.toLowerCase() === 'set' ? 'typed-expiry-option' : undefined),
};
