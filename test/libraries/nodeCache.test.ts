import { describeLibrary, type LibraryCase, readThrough, reportedBelow, understoodAs } from './reviewed.js';

const V5 = { 'node-cache': '^5.1.2' };

const header = (options: string): string => `
const NodeCache = require('node-cache');
const { loadUser } = require('./users');
const cache = new NodeCache(${options});`;

const required = (
  shows: string,
  options: string,
  write: string,
  patterns: readonly string[],
): LibraryCase => ({
  shows,
  dependencies: V5,
  file: 'cache.js',
  code: readThrough(header(options), write, 'cache.del(key)'),
  patterns,
});

describeLibrary('node-cache', [
  required('no TTL anywhere', '', 'cache.set(key, user)', reportedBelow(header(''))),
  required(
    'a check period is no TTL',
    '{ checkperiod: 120 }',
    'cache.set(key, user)',
    reportedBelow(header('')),
  ),
  required(
    'stdTTL in seconds',
    '{ stdTTL: 300, checkperiod: 60 }',
    'cache.set(key, user)',
    understoodAs('5m'),
  ),
  required('stdTTL of zero is none', '{ stdTTL: 0 }', 'cache.set(key, user)', reportedBelow(header(''))),
  required('the third argument in seconds', '', 'cache.set(key, user, 10 * 60)', understoodAs('10m')),
  required('the argument wins', '{ stdTTL: 300 }', 'cache.set(key, user, 60)', understoodAs('1m')),
  required('zero over stdTTL', '{ stdTTL: 300 }', 'cache.set(key, user, 0)', reportedBelow(header(''))),
  required(
    'a TTL from the environment is some TTL',
    '{ stdTTL: Number(process.env.CACHE_TTL) }',
    'cache.set(key, user)',
    understoodAs('some time'),
  ),
  required('a bound keeps it small', '{ maxKeys: 1000 }', 'cache.set(key, user)', understoodAs('for ever')),
  required('no bound at all', '{ maxKeys: -1 }', 'cache.set(key, user)', reportedBelow(header(''))),
  required('ttl afterwards', '', 'cache.set(key, user); cache.ttl(key, 120)', understoodAs('2m')),
  {
    shows: 'several entries with a TTL each',
    dependencies: V5,
    code: `import NodeCache from 'node-cache';
import { loadUser } from './users';
const cache = new NodeCache();
export async function getUser(id: string) {
  const hit = cache.get(\`user:\${id}\`);
  if (hit) return hit;
  const user = await loadUser(id);
  cache.mset([{ key: \`user:\${id}\`, val: user, ttl: 90 }]);
  return user;
}
export const forgetUser = (id: string) => cache.take(\`user:\${id}\`);
`,
    patterns: understoodAs('1m 30s'),
  },
  {
    shows: 'the successor of the package',
    dependencies: { '@cacheable/node-cache': '^3.0.1' },
    code: readThrough(
      `import { NodeCache } from '@cacheable/node-cache';
import { loadUser } from './users';
const cache = new NodeCache({ stdTTL: 45 });`,
      'cache.set(key, user)',
      'cache.del(key)',
    ),
    patterns: understoodAs('45s'),
  },
]);
