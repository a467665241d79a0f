import { describeLibrary, type LibraryCase, readThrough, reportedBelow, understoodAs } from './reviewed.js';

const UPSTASH = { '@upstash/redis': '^1.39.0' };

const HEADER = `
import { Redis } from '@upstash/redis';
import { loadUser } from './users';
const cache = Redis.fromEnv();`;

const program = (shows: string, write: string, patterns: readonly string[]): LibraryCase => ({
  shows,
  dependencies: UPSTASH,
  code: readThrough(HEADER, write, 'cache.del(key)'),
  patterns,
});

const IGNORED = reportedBelow(HEADER, 'ttl-ignored');

describeLibrary('@upstash/redis', [
  program('no expiry', 'cache.set(key, user)', reportedBelow(HEADER)),
  program('ex in seconds', 'cache.set(key, user, { ex: 60 * 5 })', understoodAs('5m')),
  program('px in milliseconds', 'cache.set(key, user, { px: 1500 })', understoodAs('2s')),
  program('a moment', 'cache.set(key, user, { exat: nextMidnight() })', understoodAs('some time')),
  program('keepTtl', 'cache.set(key, user, { keepTtl: true })', understoodAs('some time')),
  program('the upper case of node-redis is ignored', 'cache.set(key, user, { EX: 60 })', IGNORED),
  program('no expiry beside a condition', 'cache.set(key, user, { nx: true })', reportedBelow(HEADER)),
  program('setex', 'cache.setex(key, 30, user)', understoodAs('30s')),
  program('psetex', 'cache.psetex(key, 30_000, user)', understoodAs('30s')),
  program('expire afterwards', 'cache.set(key, user); await cache.expire(key, 90)', understoodAs('1m 30s')),
  program('in a pipeline', 'cache.pipeline().set(key, user, { ex: 10 }).exec()', understoodAs('10s')),
  {
    shows: 'constructed with an address, for the edge',
    dependencies: UPSTASH,
    code: readThrough(
      `import { Redis } from '@upstash/redis/cloudflare';
import { loadUser } from './users';
const cache = new Redis({ url: env.URL, token: env.TOKEN });`,
      'cache.set(key, user, { ex: 5 })',
      'cache.unlink(key)',
    ),
    patterns: understoodAs('5s'),
  },
  {
    shows: 'the ready client of @vercel/kv',
    dependencies: { '@vercel/kv': '^3.0.0' },
    code: readThrough(
      `import { kv } from '@vercel/kv';
import { loadUser } from './users';
const cache = kv;`,
      'cache.set(key, user)',
      'cache.del(key)',
    ),
    patterns: reportedBelow('1\n2\n3'),
  },
  {
    shows: 'the ready client by require',
    dependencies: { '@vercel/kv': '^1.0.1' },
    file: 'pageCopies.js',
    code: `const { kv } = require('@vercel/kv');
const { loadPage } = require('./pages');
exports.page = async (slug) => {
  const hit = await kv.get(\`page:\${slug}\`);
  if (hit) return hit;
  const page = await loadPage(slug);
  await kv.set(\`page:\${slug}\`, page, { ex: 3600 });
  return page;
};
`,
    patterns: ['page:{slug}: 1h, 1 write, 1 read, 0 invalidations'],
  },
  {
    shows: 'a client of @vercel/kv by its own address',
    dependencies: { '@vercel/kv': '^3.0.0' },
    code: readThrough(
      `import { createClient } from '@vercel/kv';
import { loadUser } from './users';
const cache = createClient({ url: process.env.KV_URL, token: process.env.KV_TOKEN });`,
      'cache.set(key, user, { px: 60_000 })',
      'cache.del(key)',
    ),
    patterns: understoodAs('1m'),
  },
]);
