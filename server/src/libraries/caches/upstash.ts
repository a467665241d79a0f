/**
 * @upstash/redis and @vercel/kv: commands in lower case over HTTP, expiry in an options object in lower case;
 * `{ EX }` is ignored. @vercel/kv exports a client that is ready to use.
 */
import type { CacheLibrary, CommandForm, TtlSlot } from '../library.js';
import { emptyRedisAnswer, plainRedisCommand } from './redisCommands.js';

const expiry = (argument: number): TtlSlot => ({
  at: 'option',
  argument,
  options: {
    ex: 'seconds',
    px: 'milliseconds',
    exat: 'unix-seconds',
    pxat: 'unix-milliseconds',
    keepTtl: 'keep',
  },
});

/** `{ expiration: { ex: 60 } }` */
const EXPIRATION: TtlSlot = {
  at: 'option',
  argument: 1,
  options: {
    'expiration.ex': 'seconds',
    'expiration.px': 'milliseconds',
    'expiration.exat': 'unix-seconds',
    'expiration.pxat': 'unix-milliseconds',
  },
};

const SCRIPT: CommandForm = { operation: 'script', key: 'none', script: { kind: 'lists' } };

const DELETE: CommandForm = { operation: 'invalidate', key: 'all', keysGiven: 'as-arguments' };

const OWN: Readonly<Record<string, CommandForm>> = {
  del: DELETE,
  unlink: DELETE,
  set: { operation: 'write', key: 0, value: 1, ttl: [expiry(2)] },
  getex: { operation: 'expire', alsoReads: true, key: 0, ttl: [expiry(1)] },
  hsetex: { operation: 'write-part', key: 0, value: 2, ttl: [EXPIRATION] },
  eval: SCRIPT,
  evalsha: SCRIPT,
  evalRo: SCRIPT,
  evalshaRo: SCRIPT,
  scriptLoad: { operation: 'other', key: 'none', gives: 0 },
};

export const upstash: CacheLibrary = {
  id: 'upstash',
  packages: [
    '@upstash/redis',
    '@upstash/redis/cloudflare',
    '@upstash/redis/fastly',
    '@upstash/redis/nodejs',
    '@upstash/redis/with-fetch',
    '@vercel/kv',
  ],
  miss: () => 'null',
  emptyAnswer: (command) => emptyRedisAnswer(command, undefined),
  parses: true,
  commandGroups: ['json'],
  newestMajor: 1,
  instances: [
    { path: ['Redis'], by: 'new', options: 0 },
    { path: ['Redis', 'fromEnv'], by: 'call', options: 0 },
    { path: ['createClient'], by: 'call', options: 0, packages: ['@vercel/kv'] },
  ],
  types: ['Redis', 'VercelKV', 'Pipeline'],
  values: ['kv'],
  command: (name) => (Object.hasOwn(OWN, name) ? OWN[name] : plainRedisCommand(name)),
  ttlForm: (command) => (command === 'set' ? 'lower-ex-option' : undefined),
};
