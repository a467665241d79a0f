import { describeLibrary, type LibraryCase, readThrough, reportedBelow, understoodAs } from './reviewed.js';

const header = (args: string): string => `
const memjs = require('memjs');
const { loadUser } = require('./users');
const cache = memjs.Client.create(${args});`;

const program = (shows: string, args: string, write: string, patterns: readonly string[]): LibraryCase => ({
  shows,
  dependencies: { memjs: '^1.3.2' },
  file: 'cache.js',
  code: readThrough(header(args), write),
  patterns,
});

const REPORTED = reportedBelow(header(''));
const IGNORED = reportedBelow(header(''), 'ttl-ignored');
const SERVERS = 'process.env.MEMCACHIER_SERVERS';

describeLibrary('memjs', [
  program('no expiry', SERVERS, 'cache.set(key, user)', REPORTED),
  program('an option in seconds', SERVERS, 'cache.set(key, user, { expires: 600 })', understoodAs('10m')),
  program('a number is ignored', SERVERS, 'cache.set(key, user, 600)', IGNORED),
  program('another option is ignored', SERVERS, 'cache.set(key, user, { ttl: 600 })', IGNORED),
  program('the client’s expiry', `${SERVERS}, { expires: 60 }`, 'cache.set(key, user)', understoodAs('1m')),
  program(
    'zero is the client’s expiry',
    `${SERVERS}, { expires: 60 }`,
    'cache.set(key, user, { expires: 0 })',
    understoodAs('1m'),
  ),
  program('the old order', SERVERS, 'cache.set(key, user, null, 30)', understoodAs('30s')),
  program(
    'more than 30 days is a moment',
    SERVERS,
    'cache.set(key, user, { expires: 3600 * 1000 })',
    understoodAs('some time'),
  ),
  {
    shows: 'imported, with a counter and a touch',
    dependencies: { memjs: '^1.3.2' },
    code: `import { Client } from 'memjs';
const client = Client.create();
export const countVisit = (page: string) => client.increment(\`visits:\${page}\`, 1, { initial: 1, expires: 3600 });
export const visits = (page: string) => client.get(\`visits:\${page}\`);
`,
    patterns: ['visits:{page}: state, 1h, 1 write, 1 read, 0 invalidations'],
  },
]);
