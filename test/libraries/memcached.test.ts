import { describeLibrary, type LibraryCase, reportedBelow, understoodAs } from './reviewed.js';

const MEMCACHED = { memcached: '^2.2.2' };

const withCallbacks = (write: string): string => `const Memcached = require('memcached');
const { loadUser } = require('./users');
const cache = new Memcached(process.env.MEMCACHED_SERVERS);
exports.getUser = function getUser(id, done) {
  cache.get(\`user:\${id}\`, (error, hit) => {
    if (hit) return done(null, hit);
    loadUser(id).then((user) => {
      ${write};
    });
  });
};
exports.forgetUser = (id) => cache.del(\`user:\${id}\`, () => {});
`;

const callbacks = (shows: string, write: string, patterns: readonly string[]): LibraryCase => ({
  shows,
  dependencies: MEMCACHED,
  file: 'cache.js',
  code: withCallbacks(write),
  patterns,
});

const set = (rest: string): string => `cache.set(\`user:\${id}\`, user, ${rest})`;

describeLibrary('memcached', [
  callbacks('a lifetime in seconds', set('600, (error) => done(error, user)'), understoodAs('10m')),
  callbacks('zero is for ever', set('0, (error) => done(error, user)'), reportedBelow('1\n2')),
  callbacks('a callback in its place', set('(error) => done(error, user)'), reportedBelow('1\n2')),
  callbacks('more than 30 days is a moment', set('60 * 60 * 24 * 45, done'), understoodAs('some time')),
  callbacks(
    'cas takes it behind the version',
    set('version, 30, done').replace('set', 'cas'),
    understoodAs('30s'),
  ),
  {
    shows: 'promisified',
    dependencies: MEMCACHED,
    code: `import { promisify } from 'node:util';
import Memcached from 'memcached';
import { loadUser } from './users';
const client = new Memcached('localhost:11211');
const get = promisify(client.get).bind(client);
const set = promisify(client.set).bind(client);
export async function getUser(id: string) {
  const hit = await get(\`user:\${id}\`);
  if (hit) return hit;
  const user = await loadUser(id);
  await set(\`user:\${id}\`, user, 0);
  return user;
}
`,
    patterns: ['user:{id}: for ever, 1 write, 1 read, 0 invalidations, missing-ttl in line 11'],
  },
]);
