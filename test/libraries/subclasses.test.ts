import { describeLibrary, type LibraryCase } from './reviewed.js';

const program = (
  shows: string,
  dependencies: Readonly<Record<string, string>>,
  imports: string,
  declaration: string,
  construction: string,
  pattern: string,
): LibraryCase => ({
  shows,
  dependencies,
  code: `${imports}
import { loadName } from './names';
${declaration}
const cache = ${construction};
export async function name(id: string) {
  const hit = await cache.get(\`name:\${id}\`);
  if (hit) return hit;
  const loaded = await loadName(id);
  await cache.set(\`name:\${id}\`, loaded);
  return loaded;
}
`,
  patterns: [`name:{id}: ${pattern}`],
});

const KEYV = { keyv: '^5.6.0' };
const NODE_CACHE = { 'node-cache': '^5.1.2' };
const IMPORT_KEYV = "import { Keyv } from 'keyv';";
const IMPORT_NODE_CACHE = "import NodeCache from 'node-cache';";

describeLibrary('classes of the project that extend a client', [
  program(
    'a default given to super',
    KEYV,
    IMPORT_KEYV,
    'class Names extends Keyv { constructor() { super({ ttl: 60_000 }); } }',
    'new Names()',
    '1m, 1 write, 1 read, 0 invalidations',
  ),
  program(
    'no default given to super',
    KEYV,
    IMPORT_KEYV,
    'class Names extends Keyv { constructor() { super(); } }',
    'new Names()',
    'for ever, 1 write, 1 read, 0 invalidations, missing-ttl in line 9',
  ),
  program(
    'a default handed through',
    KEYV,
    IMPORT_KEYV,
    'class Names extends Keyv { constructor(ttl: number) { super({ ttl }); } }',
    'new Names(5000)',
    '5s, 1 write, 1 read, 0 invalidations',
  ),
  program(
    'a class without a constructor',
    NODE_CACHE,
    IMPORT_NODE_CACHE,
    'class Names extends NodeCache {}',
    'new Names({ stdTTL: 30 })',
    '30s, 1 write, 1 read, 0 invalidations',
  ),
  program(
    'one that a static getter keeps',
    NODE_CACHE,
    IMPORT_NODE_CACHE,
    `class Names extends NodeCache {
      private static shared: Names;
      static get common(): Names { return this.shared || (this.shared = new this({ stdTTL: 30 })); }
    }`,
    'Names.common',
    'some time, 1 write, 1 read, 0 invalidations',
  ),
]);
