/**
 * What commands of Redis and Valkey do to a key and its TTL, whatever client sends them.
 * Source: the servers' command reference; TTL effects measured on redis 7.0 and valkey 8.0.
 */
import type { CommandForm } from '../library.js';

const read = (key: CommandForm['key'] = 0): CommandForm => ({ operation: 'read', key });
const write = (value = 1): CommandForm => ({ operation: 'write', key: 0, value });
const writePart = (value?: number): CommandForm => ({
  operation: 'write-part',
  key: 0,
  ...(value !== undefined && { value }),
});
const counter: CommandForm = { operation: 'counter', key: 0 };
const invalidatePart: CommandForm = { operation: 'invalidate-part', key: 0 };
const invalidate: CommandForm = { operation: 'invalidate', key: 'all' };
const scan: CommandForm = { operation: 'scan', key: 'none' };
const batch: CommandForm = { operation: 'batch', key: 'none' };
const script: CommandForm = { operation: 'script', key: 'none', script: { kind: 'counted' } };

/** Words before an expiry among plain arguments: `SET key value EX 60`. */
export const EXPIRY_TOKENS = {
  EX: 'seconds',
  PX: 'milliseconds',
  EXAT: 'unix-seconds',
  PXAT: 'unix-milliseconds',
  KEEPTTL: 'keep',
} as const;

/** A command sent as plain arguments, by lower-case name: the way of the protocol, and of many clients. */
export function plainRedisCommand(name: string): CommandForm | undefined {
  if (name === 'set') {
    return { operation: 'write', key: 0, value: 1, ttl: [{ at: 'tokens', from: 2, tokens: EXPIRY_TOKENS }] };
  }
  if (name === 'getex') {
    const ttl = [{ at: 'tokens', from: 1, tokens: EXPIRY_TOKENS }] as const;
    return { operation: 'expire', alsoReads: true, key: 0, ttl };
  }
  return Object.hasOwn(REDIS_COMMANDS, name) ? REDIS_COMMANDS[name] : undefined;
}

/** Commands that answer with a list, which is empty where there is nothing. */
const LISTING = /^(lrange|smembers|zrange|zrevrange|hkeys|hvals)$/;

/** `hash` is what a client makes of a hash that is not there. */
export function emptyRedisAnswer(command: string, hash: string | undefined): string | undefined {
  return command === 'hgetall' ? hash : LISTING.test(command) ? '[]' : undefined;
}

/** By lower-case name. Clients add what their argument forms change. */
export const REDIS_COMMANDS: Readonly<Record<string, CommandForm>> = {
  get: read(),
  getbuffer: read(),
  strlen: read(),
  getrange: read(),
  exists: read('all'),
  type: read(),
  ttl: read(),
  pttl: read(),
  hget: read(),
  hmget: read(),
  hgetall: read(),
  hexists: read(),
  hlen: read(),
  hkeys: read(),
  hvals: read(),
  lrange: read(),
  lindex: read(),
  llen: read(),
  smembers: read(),
  sismember: read(),
  scard: read(),
  zrange: read(),
  zrangebyscore: read(),
  zrevrangebyscore: read(),
  zrevrange: read(),
  zscore: read(),
  zrank: read(),
  zcard: read(),
  xrange: read(),
  xrevrange: read(),
  xlen: read(),
  mget: read('all'),
  sinter: read('all'),
  sunion: read('all'),
  sdiff: read('all'),
  pfcount: read('all'),
  touch: { operation: 'other', key: 'all' },
  watch: { operation: 'other', key: 'all' },
  sinterstore: { operation: 'other', key: 'all' },
  sunionstore: { operation: 'other', key: 'all' },
  sdiffstore: { operation: 'other', key: 'all' },
  pfmerge: { operation: 'other', key: 'all' },
  // How many keys there are stands between the first and the others.
  zinterstore: { operation: 'other', key: 0 },
  zunionstore: { operation: 'other', key: 0 },
  zdiffstore: { operation: 'other', key: 0 },
  zrangestore: { operation: 'other', key: 0 },
  geosearchstore: { operation: 'other', key: 0 },
  set: write(),
  'json.get': read(),
  'json.mget': read(),
  'json.type': read(),
  'json.set': writePart(2),
  'json.merge': writePart(2),
  'json.mset': { operation: 'write-part', key: 'properties' },
  'json.arrappend': writePart(2),
  'json.arrinsert': writePart(3),
  'json.strappend': writePart(),
  'json.toggle': writePart(),
  'json.numincrby': counter,
  'json.arrpop': invalidatePart,
  'json.del': invalidatePart,
  'json.forget': invalidatePart,
  'json.clear': invalidatePart,
  getset: write(),
  setnx: write(),
  mset: { operation: 'write', key: 'properties' },
  msetnx: { operation: 'write', key: 'properties' },
  setex: { operation: 'write', key: 0, value: 2, ttl: [{ at: 'argument', argument: 1, unit: 'seconds' }] },
  psetex: {
    operation: 'write',
    key: 0,
    value: 2,
    ttl: [{ at: 'argument', argument: 1, unit: 'milliseconds' }],
  },
  append: writePart(1),
  setrange: writePart(2),
  hset: writePart(1),
  hmset: writePart(1),
  hsetnx: writePart(2),
  lpush: writePart(1),
  rpush: writePart(1),
  lset: writePart(2),
  sadd: writePart(1),
  zadd: writePart(2),
  xadd: writePart(),
  geoadd: writePart(),
  pfadd: writePart(),
  incr: counter,
  incrby: counter,
  incrbyfloat: counter,
  decr: counter,
  decrby: counter,
  hincrby: counter,
  hincrbyfloat: counter,
  zincrby: counter,
  expire: { operation: 'expire', key: 0, ttl: [{ at: 'argument', argument: 1, unit: 'seconds' }] },
  pexpire: { operation: 'expire', key: 0, ttl: [{ at: 'argument', argument: 1, unit: 'milliseconds' }] },
  expireat: { operation: 'expire', key: 0, ttl: [{ at: 'argument', argument: 1, unit: 'unix-seconds' }] },
  pexpireat: {
    operation: 'expire',
    key: 0,
    ttl: [{ at: 'argument', argument: 1, unit: 'unix-milliseconds' }],
  },
  // Of fields: how long the longest lives is not said, but none stays for ever.
  hexpire: { operation: 'expire', key: 0 },
  hpexpire: { operation: 'expire', key: 0 },
  hexpireat: { operation: 'expire', key: 0 },
  hpexpireat: { operation: 'expire', key: 0 },
  hsetex: { operation: 'write-part', key: 0, ttl: [{ at: 'tokens', from: 1, tokens: EXPIRY_TOKENS }] },
  persist: { operation: 'persist', key: 0 },
  del: invalidate,
  unlink: invalidate,
  getdel: { operation: 'invalidate', key: 0 },
  rename: { operation: 'invalidate', key: 'all' },
  hdel: invalidatePart,
  srem: invalidatePart,
  zrem: invalidatePart,
  lrem: invalidatePart,
  ltrim: invalidatePart,
  lpop: invalidatePart,
  rpop: invalidatePart,
  blpop: invalidatePart,
  brpop: invalidatePart,
  lmove: invalidatePart,
  blmove: invalidatePart,
  rpoplpush: invalidatePart,
  brpoplpush: invalidatePart,
  spop: invalidatePart,
  smove: invalidatePart,
  zpopmin: invalidatePart,
  zpopmax: invalidatePart,
  bzpopmin: invalidatePart,
  bzpopmax: invalidatePart,
  xdel: invalidatePart,
  xtrim: invalidatePart,
  zremrangebyscore: invalidatePart,
  zremrangebyrank: invalidatePart,
  zremrangebylex: invalidatePart,
  flushdb: { operation: 'invalidate-all', key: 'none' },
  flushall: { operation: 'invalidate-all', key: 'none' },
  keys: scan,
  scan,
  scanstream: scan,
  scaniterator: scan,
  multi: batch,
  pipeline: batch,
  batch,
  eval: script,
  evalsha: script,
  eval_ro: script,
  evalsha_ro: script,
  // `SCRIPT LOAD text`
  script: { operation: 'other', key: 'none', gives: 1 },
  duplicate: { operation: 'client', key: 'none' },
};
