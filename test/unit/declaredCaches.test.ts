/** Caches that the settings declare: clients from containers, wrappers of private packages, files of the project. */
import assert from 'node:assert/strict';
import { createAnalysis } from '../../server/src/analysis.js';
import { CACHE_LIBRARIES } from '../../server/src/libraries/caches/allCaches.js';
import { createMemoryWorkspace } from '../../server/src/workspace/memoryWorkspace.js';
import { KNOWN_CLIENTS } from '../../shared/src/declaredCaches.js';
import { DEFAULT_REVIEW_SETTINGS, readReviewSettings } from '../../shared/src/settings.js';

async function found(files: Readonly<Record<string, string>>, caches?: unknown): Promise<readonly string[]> {
  const source = createMemoryWorkspace({ 'package.json': '{ "name": "shop" }', ...files });
  const settings = caches ? readReviewSettings({ review: { caches } }) : DEFAULT_REVIEW_SETTINGS;
  const { findings } = await createAnalysis(source, settings).review();
  return findings.map(({ span, rule, key }) => `${span.file}:${span.line} ${rule} ${key}`);
}

const WRAPPED = `import { remember } from '@acme/store';
import { loadUser } from './load.js';
export const user = (id: string) => remember(\`user:\${id}\`, () => loadUser(id));
export const shop = (id: string) => remember(\`shop:\${id}\`, () => loadUser(id), 60);
`;
const REMEMBER = { name: 'remember', operation: 'wrap', key: 0, load: 1, ttl: 2 };

describe('a declared cache', () => {
  it('is nothing without its declaration', async () => {
    assert.deepEqual(await found({ 'a.ts': WRAPPED }), []);
  });

  it('may be a function of a private package', async () => {
    const caches = [{ module: '@acme/store', commands: [REMEMBER] }];
    assert.deepEqual(await found({ 'a.ts': WRAPPED }, caches), ['a.ts:3 missing-ttl user:{id}']);
  });

  it('may give every entry a life', async () => {
    const caches = [{ module: '@acme/store', commands: [REMEMBER], defaultTtlSeconds: 60 }];
    assert.deepEqual(await found({ 'a.ts': WRAPPED }, caches), []);
  });

  it('may be a client that has the methods of a known one', async () => {
    const code = `import { locate } from './container.js';
import { store } from '@acme/store';
import { loadUser } from './load.js';
export async function user(id: string) {
  const known = await store.get(\`user:\${id}\`);
  if (known) return JSON.parse(known);
  const loaded = await loadUser(id);
  await store.set(\`user:\${id}\`, JSON.stringify(loaded));
  return loaded;
}
`;
    const caches = [{ module: '@acme/store', clients: ['store'], like: 'ioredis' }];
    assert.deepEqual(await found({ 'a.ts': code }, caches), ['a.ts:8 missing-ttl user:{id}']);
    const bounded = code.replace('stringify(loaded)', "stringify(loaded), 'EX', 60");
    assert.deepEqual(await found({ 'a.ts': bounded }, caches), []);
  });

  it('may be a class of the project whose methods cannot be followed', async () => {
    const files = {
      'src/kit/store.ts':
        'export class Store { put(key: string, value: unknown, ms?: number) { return send(arguments); } }',
      'src/a.ts': `import { Store } from './kit/store.js';
export class Users {
  constructor(private readonly store: Store) {}
  async user(id: string, load: () => Promise<unknown>) {
    const known = await this.store.fetch(\`user:\${id}\`);
    if (known) return known;
    const loaded = await load();
    await this.store.put(\`user:\${id}\`, loaded);
    return loaded;
  }
}
`,
    };
    assert.deepEqual(await found(files), []);
    const commands = [
      { name: 'fetch', operation: 'read' },
      { name: 'put', operation: 'write', value: 1, ttl: 2, ttlUnit: 'milliseconds' },
    ];
    const caches = [{ module: './src/kit/store', classes: ['Store'], commands }];
    assert.deepEqual(await found(files, caches), ['src/a.ts:8 missing-ttl user:{id}']);
  });

  it('is left out where it has no module, and so is what does not fit in it', () => {
    const { caches } = readReviewSettings({
      review: { caches: [{ clients: ['a'] }, 7, { module: 'x', like: 'sqlite', commands: [{ name: 'y' }] }] },
    });
    assert.deepEqual(caches, [{ module: 'x', clients: [], classes: [], commands: [] }]);
  });

  it('can be like every client that has a table under its name', () => {
    const packages = CACHE_LIBRARIES.map((library) => library.packages[0]);
    assert.deepEqual(
      KNOWN_CLIENTS.filter((name) => !packages.includes(name)),
      [],
    );
  });
});
