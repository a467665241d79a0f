import { describeLibrary, type LibraryCase, readThrough, reportedBelow, understoodAs } from './reviewed.js';

const HEADER = `
import { Batch, GlideClient, TimeUnit } from '@valkey/valkey-glide';
import { loadUser } from './users';
const cache = await GlideClient.createClient({ addresses: [{ host: 'localhost', port: 6379 }] });`;

const program = (shows: string, write: string, patterns: readonly string[]): LibraryCase => ({
  shows,
  dependencies: { '@valkey/valkey-glide': '^2.5.2' },
  code: readThrough(HEADER, write, 'cache.del([key])'),
  patterns,
});

const expiry = (unit: string, count: number): string =>
  `cache.set(key, user, { expiry: { type: TimeUnit.${unit}, count: ${count} } })`;

describeLibrary('@valkey/valkey-glide', [
  program('no expiry', 'cache.set(key, user)', reportedBelow(HEADER)),
  program('seconds', expiry('Seconds', 60), understoodAs('1m')),
  program('milliseconds', expiry('Milliseconds', 60), understoodAs('60ms')),
  program('a moment', expiry('UnixSeconds', 1_900_000_000), understoodAs('some time')),
  program(
    'the unit as a text',
    "cache.set(key, user, { expiry: { type: 'EX', count: 5 } })",
    understoodAs('5s'),
  ),
  program(
    'what is there stays',
    "cache.set(key, user, { expiry: 'keepExisting' })",
    understoodAs('some time'),
  ),
  program(
    'a condition alone',
    "cache.set(key, user, { conditionalSet: 'onlyIfExists' })",
    reportedBelow(HEADER),
  ),
  program(
    'options of other clients are ignored',
    'cache.set(key, user, { EX: 60 })',
    reportedBelow(HEADER, 'ttl-ignored'),
  ),
  program('words are ignored', "cache.set(key, user, 'EX', 60)", reportedBelow(HEADER, 'ttl-ignored')),
  program('expire afterwards', 'cache.set(key, user); await cache.expire(key, 30)', understoodAs('30s')),
  program('any command', "cache.customCommand(['SET', key, user, 'EX', '20'])", understoodAs('20s')),
  program('several values', 'cache.mset([{ key, value: user }])', reportedBelow(HEADER)),
  program(
    'a batch is an object of its own',
    "cache.exec(new Batch(true).set(key, user, { expiry: { type: 'PX', count: 5000 } }), true)",
    understoodAs('5s'),
  ),
]);
