/** The fix that adds an expiry writes it the way the library at hand, in its version, reads it. */
import assert from 'node:assert/strict';
import { changesOfFix } from '../../server/src/fixes/changesOfFix.js';
import { EditedFile } from '../../server/src/fixes/editedFile.js';
import { applyChanges } from '../../server/src/fixes/textChange.js';
import { reviewTexts } from '../rules/reviewing.js';

/** Reviews a read-through function around `write`, applies the fix and gives the line of the write. */
async function fixedLine(
  packageName: string,
  range: string,
  header: string,
  write: string,
): Promise<string | undefined> {
  const file = 'src/cache.js';
  const text = `${header}
import { loadUser } from './users';
export async function getUser(key) {
  const hit = await cache.get('user:' + key);
  if (hit) return hit;
  const user = await loadUser(key);
  return ${write};
}
`;
  const result = await reviewTexts({
    'package.json': JSON.stringify({ dependencies: { [packageName]: range } }),
    [file]: text,
  });
  const [fix] = result.findings.filter(({ rule }) => rule === 'missing-ttl').flatMap(({ fixes }) => fixes);
  if (!fix) return undefined;
  const changed = applyChanges(text, changesOfFix(new EditedFile(file, text), fix));
  return /return (cache.*);$/m.exec(changed.slice(changed.indexOf('loadUser(key)')))?.[1];
}

const SET = "cache.set('user:' + key, user)";
const IOREDIS = "import Redis from 'ioredis';\nconst cache = new Redis();";
const NODE_REDIS = "import { createClient } from 'redis';\nconst cache = createClient();";
const UPSTASH = "import { Redis } from '@upstash/redis';\nconst cache = Redis.fromEnv();";
const KEYV = "import Keyv from 'keyv';\nconst cache = new Keyv();";
const LRU = "import LRU from 'lru-cache';\nconst cache = new LRU();";
const NODE_CACHE = "import NodeCache from 'node-cache';\nconst cache = new NodeCache();";
const MEMJS = "import { Client } from 'memjs';\nconst cache = Client.create();";
const MEMCACHED = "import Memcached from 'memcached';\nconst cache = new Memcached('localhost');";
const CACHEABLE = "import { Cacheable } from 'cacheable';\nconst cache = new Cacheable();";
const CREATE_CACHE = "import { createCache } from 'cache-manager';\nconst cache = createCache();";
const CACHING = "import { caching } from 'cache-manager';\nconst cache = caching({ store: 'memory' });";

const CASES: readonly (readonly [
  name: string,
  range: string,
  header: string,
  write: string,
  after: string,
])[] = [
  ['ioredis', '^5.0.0', IOREDIS, SET, "cache.set('user:' + key, user, 'EX', 300)"],
  ['redis', '^3.0.0', NODE_REDIS, SET, "cache.set('user:' + key, user, 'EX', 300)"],
  ['redis', '^4.0.0', NODE_REDIS, SET, "cache.set('user:' + key, user, { EX: 300 })"],
  ['@upstash/redis', '^1.0.0', UPSTASH, SET, "cache.set('user:' + key, user, { ex: 300 })"],
  ['keyv', '^4.0.0', KEYV, SET, "cache.set('user:' + key, user, 300_000)"],
  ['lru-cache', '^6.0.0', LRU, SET, "cache.set('user:' + key, user, 300_000)"],
  ['lru-cache', '^7.0.0', LRU, SET, "cache.set('user:' + key, user, { ttl: 300_000 })"],
  ['node-cache', '^5.0.0', NODE_CACHE, SET, "cache.set('user:' + key, user, 300)"],
  ['memjs', '^1.0.0', MEMJS, SET, "cache.set('user:' + key, user, { expires: 300 })"],
  [
    'memcached',
    '^2.0.0',
    MEMCACHED,
    "cache.set('user:' + key, user, 0, () => {})",
    "cache.set('user:' + key, user, 300, () => {})",
  ],
  ['cacheable', '^2.0.0', CACHEABLE, SET, "cache.set('user:' + key, user, 300_000)"],
  ['cache-manager', '^4.0.0', CACHING, SET, "cache.set('user:' + key, user, { ttl: 300 })"],
  ['cache-manager', '^7.0.0', CREATE_CACHE, SET, "cache.set('user:' + key, user, 300_000)"],
];

describe('an expiry in the form of the library', () => {
  for (const [name, range, header, write, after] of CASES) {
    it(`${name} ${range}`, async () => assert.equal(await fixedLine(name, range, header, write), after));
  }
});
