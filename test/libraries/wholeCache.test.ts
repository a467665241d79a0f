/**
 * What empties a whole cache, in every library: after it a write leaves no copy behind, and without it one is reported.
 */
import assert from 'node:assert/strict';
import { reviewTexts } from '../rules/reviewing.js';

interface Case {
  readonly dependency: readonly [name: string, range: string];
  readonly header: string;
  readonly read: string;
  readonly write: string;
  readonly clear: string;
}

const KEY = "'user:' + id";
const plain = { read: `cache.get(${KEY})`, write: `cache.set(${KEY}, user)` };
const bento = {
  read: `cache.get({ key: ${KEY} })`,
  write: `cache.set({ key: ${KEY}, value: user, ttl: '1h' })`,
};

const CASES: readonly Case[] = [
  {
    ...plain,
    dependency: ['ioredis', '^5.11.1'],
    header: "import Redis from 'ioredis';\nconst cache = new Redis();",
    clear: 'cache.flushdb()',
  },
  {
    ...plain,
    dependency: ['iovalkey', '^0.4.0'],
    header: "import { Redis } from 'iovalkey';\nconst cache = new Redis();",
    clear: 'cache.flushall()',
  },
  {
    ...plain,
    dependency: ['redis', '^5.12.1'],
    header: "import { createClient } from 'redis';\nconst cache = createClient();",
    clear: 'cache.flushDb()',
  },
  {
    ...plain,
    dependency: ['@upstash/redis', '^1.39.0'],
    header: "import { Redis } from '@upstash/redis';\nconst cache = Redis.fromEnv();",
    clear: 'cache.flushdb()',
  },
  {
    ...plain,
    dependency: ['@valkey/valkey-glide', '^2.5.2'],
    header:
      "import { GlideClient } from '@valkey/valkey-glide';\nconst cache = await GlideClient.createClient({ addresses: [] });",
    clear: 'cache.flushdb()',
  },
  {
    ...plain,
    dependency: ['cache-manager', '^4.1.0'],
    header: "import * as manager from 'cache-manager';\nconst cache = manager.caching({ store: 'memory' });",
    clear: 'cache.reset()',
  },
  {
    ...plain,
    dependency: ['cache-manager', '^5.7.6'],
    header: "import { caching } from 'cache-manager';\nconst cache = await caching('memory');",
    clear: 'cache.reset()',
  },
  {
    ...plain,
    dependency: ['cache-manager', '^7.2.9'],
    header: "import { createCache } from 'cache-manager';\nconst cache = createCache();",
    clear: 'cache.clear()',
  },
  {
    ...plain,
    dependency: ['keyv', '^5.6.0'],
    header: "import Keyv from 'keyv';\nconst cache = new Keyv();",
    clear: 'cache.clear()',
  },
  {
    ...plain,
    dependency: ['cacheable', '^2.5.0'],
    header: "import { Cacheable } from 'cacheable';\nconst cache = new Cacheable();",
    clear: 'cache.clear()',
  },
  {
    ...plain,
    dependency: ['node-cache', '^5.1.2'],
    header: "import NodeCache from 'node-cache';\nconst cache = new NodeCache();",
    clear: 'cache.flushAll()',
  },
  {
    ...plain,
    dependency: ['lru-cache', '^11.5.3'],
    header: "import { LRUCache } from 'lru-cache';\nconst cache = new LRUCache({ max: 9 });",
    clear: 'cache.clear()',
  },
  {
    ...plain,
    dependency: ['lru-cache', '^6.0.0'],
    header: "import LRU from 'lru-cache';\nconst cache = new LRU(9);",
    clear: 'cache.reset()',
  },
  {
    ...plain,
    dependency: ['memjs', '^1.3.2'],
    header: "import memjs from 'memjs';\nconst cache = memjs.Client.create();",
    clear: 'cache.flush()',
  },
  {
    ...plain,
    dependency: ['memcache', '^1.10.0'],
    header: "import { Memcache } from 'memcache';\nconst cache = new Memcache();",
    clear: 'cache.flush()',
  },
  {
    ...bento,
    dependency: ['bentocache', '^1.6.1'],
    header:
      "import { BentoCache } from 'bentocache';\nconst cache = new BentoCache({ default: 'one', stores: {} });",
    clear: 'cache.clear()',
  },
];

describe('what empties a whole cache', () => {
  for (const { dependency, header, read, write, clear } of CASES) {
    const [name, range] = dependency;
    it(`${name} ${range}: ${clear}`, async () => {
      const code = (after: string): string => `${header}
import { PrismaClient } from '@prisma/client';
const prisma = new PrismaClient();
export async function user(id: string) {
  const known = await ${read};
  if (known) return known;
  const user = await prisma.user.findUnique({ where: { id } });
  await ${write};
  return user;
}
export async function rename(id: string, name: string) {
  await prisma.user.update({ where: { id }, data: { name } });
${after}}
`;
      assert.deepEqual(await leftCopies(dependency, code('')), ['write-without-invalidation']);
      assert.deepEqual(await leftCopies(dependency, code(`  await ${clear};\n`)), []);
    });
  }
});

async function leftCopies([name, range]: Case['dependency'], code: string): Promise<readonly string[]> {
  const { findings } = await reviewTexts({
    'package.json': JSON.stringify({
      name: 'shop',
      dependencies: { [name]: range, '@prisma/client': '^5.0.0' },
    }),
    'src/users.ts': code,
  });
  return findings.map(({ rule }) => rule).filter((rule) => rule === 'write-without-invalidation');
}
