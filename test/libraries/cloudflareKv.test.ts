import { describeLibrary, type LibraryCase, readThrough, reportedBelow, understoodAs } from './reviewed.js';

const HEADER = `
import { env } from 'cloudflare:workers';
import { loadUser } from './users';
interface Env { CACHE: KVNamespace }
const cache = (env as Env).CACHE;`;

const program = (shows: string, write: string, patterns: readonly string[]): LibraryCase => ({
  shows,
  dependencies: { wrangler: '^4.20.0' },
  code: readThrough(HEADER, write),
  patterns,
});

describeLibrary('Workers KV', [
  program('no expiry', 'cache.put(key, JSON.stringify(user))', reportedBelow(HEADER)),
  program('seconds', 'cache.put(key, JSON.stringify(user), { expirationTtl: 300 })', understoodAs('5m')),
  program(
    'a moment in seconds',
    'cache.put(key, JSON.stringify(user), { expiration: Math.floor(Date.now() / 1000) + 300 })',
    understoodAs('some time'),
  ),
  program(
    'metadata alone',
    'cache.put(key, JSON.stringify(user), { metadata: { at: Date.now() } })',
    reportedBelow(HEADER),
  ),
]);
