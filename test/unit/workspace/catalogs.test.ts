import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { catalogsIn, withCatalogs } from '../../../server/src/workspace/catalogs.js';
import { createDiskWorkspace } from '../../../server/src/workspace/diskWorkspace.js';
import { createTemporaryFolder } from '../temporaryFolder.js';

/** The range that a package in `directory` gets which asks for `redis` as `range`. */
function rangeOfRedis(
  texts: Readonly<Record<string, string>>,
  range: string,
  directory = 'apps/api',
): string {
  const asking = { directory, dependencies: { redis: range, ioredis: '^5.0.0' }, entryFiles: [] };
  const [resolved] = withCatalogs([asking], catalogsIn(Object.entries(texts)));
  assert.equal(resolved?.dependencies.ioredis, '^5.0.0');
  return resolved?.dependencies.redis ?? '';
}

describe('versions in catalogs', () => {
  it('are those of pnpm, by their name or without one', () => {
    const texts = {
      'pnpm-workspace.yaml': [
        'packages:',
        '  - apps/*',
        'catalog:',
        '  redis: ^4.7.0 # until the cluster is new',
        'catalogs:',
        '  legacy:',
        "    'redis': ~3.1.0",
      ].join('\n'),
    };
    assert.equal(rangeOfRedis(texts, 'catalog:'), '^4.7.0');
    assert.equal(rangeOfRedis(texts, 'catalog:default'), '^4.7.0');
    assert.equal(rangeOfRedis(texts, 'catalog:legacy'), '~3.1.0');
    assert.equal(rangeOfRedis(texts, 'catalog:none'), 'catalog:none');
    assert.equal(rangeOfRedis(texts, '^5.1.0'), '^5.1.0');
  });

  it('are those of Bun, at the top or beside the packages, and of Yarn', () => {
    const top = JSON.stringify({ catalog: { redis: '4.6.0' } });
    const beside = JSON.stringify({ workspaces: { packages: ['*'], catalogs: { old: { redis: '3.0.0' } } } });
    assert.equal(rangeOfRedis({ 'package.json': top }, 'catalog:'), '4.6.0');
    assert.equal(rangeOfRedis({ 'package.json': beside }, 'catalog:old'), '3.0.0');
    assert.equal(rangeOfRedis({ '.yarnrc.yml': 'catalog:\n  redis: 4\n' }, 'catalog:'), '4');
  });

  it('are the nearest at or above the package', () => {
    const texts = {
      '../../pnpm-workspace.yaml': 'catalog: { redis: ^2.0.0 }',
      '../pnpm-workspace.yaml': 'catalog: { redis: ^3.0.0 }',
      'apps/pnpm-workspace.yaml': 'catalog: { redis: ^4.0.0 }',
      'libs/pnpm-workspace.yaml': 'catalog: { redis: ^5.0.0 }',
    };
    assert.equal(rangeOfRedis(texts, 'catalog:', 'apps/api'), '^4.0.0');
    assert.equal(rangeOfRedis(texts, 'catalog:', ''), '^3.0.0');
  });

  it('stay unknown where the text is broken', () => {
    assert.equal(rangeOfRedis({ 'pnpm-workspace.yaml': 'catalog: {{ redis' }, 'catalog:'), 'catalog:');
    assert.equal(rangeOfRedis({ 'package.json': '{ "catalog": ' }, 'catalog:'), 'catalog:');
    assert.equal(rangeOfRedis({ 'pnpm-workspace.yaml': 'catalog: [redis]' }, 'catalog:'), 'catalog:');
  });

  it('count for a folder that is a part of the workspace, and are read again', async () => {
    const created = createTemporaryFolder({
      'pnpm-workspace.yaml': 'catalog:\n  redis: ^4.7.0\n',
      'apps/api/package.json': JSON.stringify({ name: 'api', dependencies: { redis: 'catalog:' } }),
      'apps/api/a.ts': '',
    });
    try {
      mkdirSync(join(created.path, '.git'));
      const rangeIn = async (folder: string) =>
        (await createDiskWorkspace(join(created.path, folder)).snapshot()).packages[0]?.dependencies.redis;
      assert.equal(await rangeIn('.'), '^4.7.0');
      assert.equal(await rangeIn('apps/api'), '^4.7.0');
      writeFileSync(join(created.path, 'pnpm-workspace.yaml'), 'catalog:\n  redis: ^3.1.2\n');
      assert.equal(await rangeIn('apps/api'), '^3.1.2');
    } finally {
      created.remove();
    }
  });
});
