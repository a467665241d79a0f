/** Calls of clients that send commands of the server: data for `operations.test.ts`. */
import type { Operations } from './operationTables.js';

const REDIS: Operations['calls'] = {
  read: `
    get(KEY)
    getBuffer(KEY)
    getrange(KEY, 0, 9)
    strlen(KEY)
    exists(KEY)
    type(KEY)
    ttl(KEY)
    pttl(KEY)
    mget(KEY)
    hget(KEY, 'a')
    hmget(KEY, 'a', 'b')
    hgetall(KEY)
    hexists(KEY, 'a')
    hlen(KEY)
    hkeys(KEY)
    hvals(KEY)
    lrange(KEY, 0, 9)
    lindex(KEY, 0)
    llen(KEY)
    smembers(KEY)
    sismember(KEY, 'a')
    scard(KEY)
    sinter(KEY)
    sunion(KEY)
    sdiff(KEY)
    zrange(KEY, 0, 9)
    zrevrange(KEY, 0, 9)
    zscore(KEY, 'a')
    zrank(KEY, 'a')
    zcard(KEY)
    xrange(KEY, '-', '+')
    xrevrange(KEY, '+', '-')
    xlen(KEY)
    pfcount(KEY)`,
  'for ever': `
    set(KEY, 'a')
    getset(KEY, 'a')
    setnx(KEY, 'a')
    mset(KEY, 'a')
    msetnx(KEY, 'a')
    append(KEY, 'a')
    setrange(KEY, 2, 'a')
    hset(KEY, 'a', '1')
    hmset(KEY, { a: '1' })
    hsetnx(KEY, 'a', '1')
    lpush(KEY, 'a')
    rpush(KEY, 'a')
    lset(KEY, 0, 'a')
    sadd(KEY, 'a')
    zadd(KEY, 1, 'a')
    xadd(KEY, '*', 'a', '1')
    geoadd(KEY, 13, 52, 'a')
    pfadd(KEY, 'a')
    call('JSON.SET', KEY, '$', '{}')
    call('JSON.MERGE', KEY, '$', '{}')
    hincrby(KEY, 'a', 1)
    hincrbyfloat(KEY, 'a', 0.5)
    zincrby(KEY, 1, 'a')
    call('JSON.ARRAPPEND', KEY, '$.a', '1')`,
  counted: `
    incr(KEY)
    incrby(KEY, 2)
    incrbyfloat(KEY, 0.5)
    decr(KEY)
    decrby(KEY, 2)
    call('JSON.NUMINCRBY', KEY, '$.a', 1)`,
  '1m': `
    set(KEY, 'a', 'EX', 60)
    set(KEY, 'a', 'PX', 60000)
    set(KEY, 'a', 'NX', 'ex', 60)
    setex(KEY, 60, 'a')
    psetex(KEY, 60000, 'a')
    hsetex(KEY, 'EX', 60, 'FIELDS', 1, 'a', '1')
    multi().set(KEY, 'a').expire(KEY, 60)
    pipeline().hset(KEY, 'a', '1').pexpire(KEY, 60000)`,
  'some time': `
    set(KEY, 'a', 'EXAT', 1900000000)
    set(KEY, 'a', 'PXAT', 1900000000000)
    multi().set(KEY, 'a').expireat(KEY, 1900000000)
    multi().set(KEY, 'a').pexpireat(KEY, 1900000000000)
    multi().hset(KEY, 'a', '1').hexpire(KEY, 60, 'FIELDS', 1, 'a')
    multi().hset(KEY, 'a', '1').hpexpire(KEY, 60000, 'FIELDS', 1, 'a')
    multi().hset(KEY, 'a', '1').hexpireat(KEY, 1900000000, 'FIELDS', 1, 'a')
    multi().hset(KEY, 'a', '1').hpexpireat(KEY, 1900000000000, 'FIELDS', 1, 'a')`,
  gone: `
    del(KEY)
    unlink(KEY)
    getdel(KEY)
    rename(KEY, 'archive')
    hdel(KEY, 'a')
    srem(KEY, 'a')
    zrem(KEY, 'a')
    lrem(KEY, 1, 'a')
    ltrim(KEY, 0, 9)
    lpop(KEY)
    rpop(KEY)
    blpop(KEY, 1)
    brpop(KEY, 1)
    lmove(KEY, 'done', 'LEFT', 'RIGHT')
    blmove(KEY, 'done', 'LEFT', 'RIGHT', 1)
    rpoplpush(KEY, 'done')
    brpoplpush(KEY, 'done', 1)
    spop(KEY)
    smove(KEY, 'done', 'a')
    zpopmin(KEY)
    zpopmax(KEY)
    bzpopmin(KEY, 1)
    bzpopmax(KEY, 1)
    xdel(KEY, '1-0')
    xtrim(KEY, 'MAXLEN', 10)
    zremrangebyscore(KEY, 0, 9)
    zremrangebyrank(KEY, 0, 9)
    zremrangebylex(KEY, '-', '+')
    call('JSON.DEL', KEY)
    call('JSON.ARRPOP', KEY)
    call('JSON.CLEAR', KEY)`,
};

export const REDIS_OPERATIONS: readonly Operations[] = [
  {
    packageName: 'ioredis',
    range: '^5.4.1',
    header: "import Redis from 'ioredis';\nconst client = new Redis();",
    calls: REDIS,
  },
  {
    packageName: 'redis',
    range: '^5.0.0',
    header: "import { createClient } from 'redis';\nconst client = createClient();",
    calls: {
      read: "json.get(KEY)\njson.mGet([KEY], '$')\njson.type(KEY)",
      'for ever': `
        json.set(KEY, '$', { a: 1 })
        json.merge(KEY, '$', { a: 1 })
        json.mSet([{ key: KEY, path: '$', value: 1 }])
        json.arrAppend(KEY, '$.a', 1)
        json.arrInsert(KEY, '$.a', 0, 1)
        json.strAppend(KEY, 'a')
        json.toggle(KEY, '$.a')
        withTypeMapping({}).set(KEY, 'a')
        asap().set(KEY, 'a')
        duplicate().set(KEY, 'a')`,
      counted: "json.numIncrBy(KEY, '$.a', 1)",
      '1m': `
        set(KEY, 'a', { EX: 60 })
        set(KEY, 'a', { expiration: { type: 'PX', value: 60000 } })
        hSetEx(KEY, { a: '1' }, { expiration: { type: 'EX', value: 60 } })
        multi().json.set(KEY, '$', 1).expire(KEY, 60)`,
      gone: 'unlink(KEY)\njson.del(KEY)\njson.forget(KEY)\njson.arrPop(KEY)\njson.clear(KEY)',
    },
  },
  {
    packageName: '@upstash/redis',
    range: '^1.34.0',
    header: "import { Redis } from '@upstash/redis';\nconst client = Redis.fromEnv();",
    calls: {
      read: "json.get(KEY, '$')",
      'for ever': "json.set(KEY, '$', { a: 1 })",
      '1m': "set(KEY, 'a', { px: 60000 })\nhsetex(KEY, { expiration: { ex: 60 } }, { a: 1 })",
      gone: 'json.del(KEY)',
    },
  },
  {
    packageName: 'redis',
    range: '^3.1.2',
    header: "import redis from 'redis';\nconst client = redis.createClient();",
    calls: {
      read: 'get(KEY, () => {})\nHGETALL(KEY)\ngetAsync(KEY)',
      'for ever': "set(KEY, 'a')\nhmset(KEY, 'a', '1', 'b', '2')\nsend_command('SET', [KEY, 'a'])",
      '1m': `
        set(KEY, 'a', 'EX', 60, () => {})
        setAsync(KEY, 'a', 'PX', 60000)
        SETEX(KEY, 60, 'a')
        send_command('SET', [KEY, 'a', 'EX', 60])
        batch().set(KEY, 'a').expire(KEY, 60)`,
      gone: 'del(KEY)\nunlink([KEY])',
    },
  },
  {
    packageName: 'redis',
    range: '^4.6.0',
    header: "import { createClient } from 'redis';\nconst client = createClient();",
    calls: {
      read: 'hGetAll(KEY)\nHGETALL(KEY)\nget(KEY)',
      'for ever': "set(KEY, 'a', { NX: true })\nhSet(KEY, { a: '1' })\nsendCommand(['SET', KEY, 'a'])",
      '1m': `
        set(KEY, 'a', { PX: 60000 })
        setEx(KEY, 60, 'a')
        SETEX(KEY, 60, 'a')
        pSetEx(KEY, 60000, 'a')
        sendCommand(['SET', KEY, 'a', 'EX', '60'])
        executeIsolated((own) => own.set(KEY, 'a', { EX: 60 }))`,
      gone: 'del([KEY])\nunlink(KEY)\ngetDel(KEY)',
    },
  },
  {
    packageName: '@valkey/valkey-glide',
    range: '^2.0.0',
    header:
      "import { GlideClient, TimeUnit } from '@valkey/valkey-glide';\nconst client = await GlideClient.createClient({});",
    calls: {
      read: 'get(KEY)\nhgetall(KEY)',
      'for ever': "set(KEY, 'a')\nhset(KEY, { a: '1' })\ncustomCommand(['SET', KEY, 'a'])",
      '1m': `
        set(KEY, 'a', { expiry: { type: TimeUnit.Seconds, count: 60 } })
        set(KEY, 'a', { expiry: { type: 'PX', count: 60000 } })
        customCommand(['SET', KEY, 'a', 'EX', '60'])`,
      gone: 'del([KEY])\nunlink([KEY])',
    },
  },
];
