/** Calls of libraries with operations of their own: data for `operations.test.ts`. */
import type { Operations } from './operationTables.js';

export const CACHE_OPERATIONS: readonly Operations[] = [
  {
    packageName: 'memcached',
    range: '^2.2.2',
    header: "import Memcached from 'memcached';\nconst client = new Memcached('localhost');",
    calls: {
      read: 'get(KEY, () => {})\ngets(KEY, () => {})\ngetMulti([KEY], () => {})',
      'for ever': `
        set(KEY, 'a', 0, () => {})
        append(KEY, 'a', () => {})
        prepend(KEY, 'a', () => {})`,
      counted: 'incr(KEY, 1, () => {})\ndecr(KEY, 1, () => {})',
      '1m': `
        set(KEY, 'a', 60, () => {})
        add(KEY, 'a', 60, () => {})
        replace(KEY, 'a', 60, () => {})
        cas(KEY, 'a', '7', 60, () => {})`,
      gone: 'del(KEY, () => {})',
      life: 'touch(KEY, 60, () => {})',
    },
  },
  {
    packageName: 'memjs',
    range: '^1.3.2',
    header: "import { Client } from 'memjs';\nconst client = Client.create();",
    calls: {
      read: 'get(KEY)',
      'for ever': "append(KEY, 'a')\nprepend(KEY, 'a')\nset(KEY, 'a')",
      counted: 'increment(KEY, 1)\ndecrement(KEY, 1)',
      '1m': `
        add(KEY, 'a', { expires: 60 })
        replace(KEY, 'a', { expires: 60 })
        increment(KEY, 1, { expires: 60 })
        decrement(KEY, 1, { expires: 60 })`,
      gone: 'delete(KEY)',
      life: 'touch(KEY, 60)',
    },
  },
  {
    packageName: 'memcache',
    range: '^1.10.0',
    header: "import { Memcache } from 'memcache';\nconst client = new Memcache();",
    calls: {
      read: 'get(KEY)\ngets([KEY])',
      'for ever': `
        set(KEY, 'a')
        append(KEY, 'a')
        prepend(KEY, 'a')`,
      counted: 'incr(KEY, 1)\ndecr(KEY, 1)',
      '1m': "set(KEY, 'a', 60)\nadd(KEY, 'a', 60)\nreplace(KEY, 'a', 60)",
      gone: 'delete(KEY)',
      life: 'touch(KEY, 60)',
    },
  },
  {
    packageName: 'node-cache',
    range: '^5.1.2',
    header: "import NodeCache from 'node-cache';\nconst client = new NodeCache();",
    calls: {
      read: 'get(KEY)\nmget([KEY])\nhas(KEY)\ngetTtl(KEY)',
      'for ever': "set(KEY, 'a')\nset(KEY, 'a', 0)\nmset([{ key: KEY, val: 'a' }])",
      '1m': "set(KEY, 'a', 60)\nmset([{ key: KEY, val: 'a', ttl: 60 }])",
      gone: 'del(KEY)\ntake(KEY)\nmdel([KEY])',
      life: 'ttl(KEY, 60)',
    },
  },
  {
    packageName: 'keyv',
    range: '^5.0.0',
    header: "import { Keyv } from 'keyv';\nconst client = new Keyv({ namespace: '' });",
    calls: {
      read: 'get(KEY)\ngetMany([KEY])\ngetRaw(KEY)\nhas(KEY)',
      'for ever': "set(KEY, 'a')\nset(KEY, 'a', 0)\nsetMany([{ key: KEY, value: 'a' }])\nsetRaw(KEY, 'a')",
      '1m': "set(KEY, 'a', 60000)\nsetMany([{ key: KEY, value: 'a', ttl: 60000 }])\nsetRaw(KEY, 'a', 60000)",
      gone: 'delete(KEY)\ndeleteMany([KEY])',
    },
  },
  {
    packageName: 'cacheable',
    range: '^2.0.0',
    header: "import { Cacheable } from 'cacheable';\nconst client = new Cacheable();",
    calls: {
      read: 'get(KEY)\ngetRaw(KEY)\ngetMany([KEY])\nhas(KEY)\nhasMany([KEY])',
      'for ever': "set(KEY, 'a')\nsetMany([{ key: KEY, value: 'a' }])",
      '1m': `
        set(KEY, 'a', 60000)
        set(KEY, 'a', '1m')
        set(KEY, 'a', { ttl: '1m' })
        setMany([{ key: KEY, value: 'a', ttl: '1m' }])`,
      gone: 'delete(KEY)\ndeleteMany([KEY])\ntake(KEY)\ntakeMany([KEY])',
      'wrap 1m': "getOrSet(KEY, load, { ttl: '1m' })",
    },
  },
  {
    packageName: 'lru-cache',
    range: '^10.0.0',
    header: "import { LRUCache } from 'lru-cache';\nconst client = new LRUCache({ ttl: 0 });",
    calls: {
      read: 'get(KEY)\npeek(KEY)\nhas(KEY)\ngetRemainingTTL(KEY)',
      'for ever': "set(KEY, 'a')",
      '1m': "set(KEY, 'a', { ttl: 60000 })",
      gone: 'delete(KEY)',
      'wrap 1m': 'fetch(KEY, { ttl: 60000 })\nmemo(KEY, { ttl: 60000 })',
    },
  },
  {
    packageName: 'cache-manager',
    range: '^7.0.0',
    header: "import { createCache } from 'cache-manager';\nconst client = createCache();",
    calls: {
      read: 'get(KEY)\nmget([KEY])\nttl(KEY)',
      'for ever': "set(KEY, 'a')\nmset([{ key: KEY, value: 'a' }])",
      '1m': "set(KEY, 'a', 60000)\nmset([{ key: KEY, value: 'a', ttl: 60000 }])",
      gone: 'del(KEY)\nmdel([KEY])',
      'wrap some time': 'wrap(KEY, load, () => 60000)',
      'wrap 1m': 'wrap(KEY, load, 60000)\nwrap(KEY, load, { ttl: 60000 })',
    },
  },
  {
    packageName: 'bentocache',
    range: '^1.6.0',
    header: "import { BentoCache } from 'bentocache';\nconst client = new BentoCache({ default: 'memory' });",
    calls: {
      read: 'get({ key: KEY })\nhas({ key: KEY })\nmissing({ key: KEY })',
      'for ever': "set({ key: KEY, value: 'a', ttl: null })\nsetForever({ key: KEY, value: 'a' })",
      '1m': "set({ key: KEY, value: 'a', ttl: '1m' })\nuse('memory').set({ key: KEY, value: 'a', ttl: 60000 })",
      gone: `
        delete({ key: KEY })
        deleteMany({ keys: [KEY] })
        pull({ key: KEY })
        expire({ key: KEY })`,
      'wrap for ever': 'getOrSetForever({ key: KEY, factory: load })',
      'wrap 1m': "getOrSet({ key: KEY, factory: load, ttl: '1m' })",
    },
  },
  {
    packageName: 'cache-manager',
    range: '^4.1.0',
    header:
      "import cacheManager from 'cache-manager';\nconst client = cacheManager.caching({ store: 'memory' });",
    calls: {
      read: 'get(KEY)\nmget(KEY)\nttl(KEY)',
      'for ever': "set(KEY, 'a')\nmset(KEY, 'a')",
      '1m': "set(KEY, 'a', 60)\nset(KEY, 'a', { ttl: 60 })\nmset(KEY, 'a', { ttl: 60 })",
      gone: 'del(KEY)',
      'wrap 1m': 'wrap(KEY, load, { ttl: 60 })',
    },
  },
  {
    packageName: 'cache-manager',
    range: '^5.7.0',
    header: "import { caching } from 'cache-manager';\nconst client = await caching('memory');",
    calls: {
      read: 'get(KEY)\nstore.mget(KEY)\nstore.ttl(KEY)',
      'for ever': "set(KEY, 'a')\nset(KEY, 'a', 0)\nstore.mset([[KEY, 'a']])",
      '1m': "set(KEY, 'a', 60000)\nstore.mset([[KEY, 'a']], 60000)",
      gone: 'del(KEY)\nstore.mdel(KEY)',
      'wrap 1m': 'wrap(KEY, load, 60000)',
    },
  },
  {
    packageName: 'lru-cache',
    range: '^6.0.0',
    header: "import LRU from 'lru-cache';\nconst client = new LRU();",
    calls: {
      read: 'get(KEY)\npeek(KEY)\nhas(KEY)',
      'for ever': "set(KEY, 'a')",
      '1m': "set(KEY, 'a', 60000)",
      gone: 'del(KEY)',
    },
  },
];
