import assert from 'node:assert/strict';
import { createLinker } from '../../server/src/model/evaluation/linker.js';
import { createMemoryWorkspace } from '../../server/src/workspace/memoryWorkspace.js';

async function linkerOf(files: Record<string, string>) {
  return createLinker(await createMemoryWorkspace(files).snapshot());
}

describe('links between files', () => {
  it('follow relative paths, endings and folders', async () => {
    const linker = await linkerOf({
      'src/a.ts': '',
      'src/keys.ts': '',
      'src/cache/index.ts': '',
      'src/legacy.js': '',
    });
    assert.equal(linker.resolve('src/a.ts', './keys'), 'src/keys.ts');
    assert.equal(linker.resolve('src/a.ts', './keys.js'), 'src/keys.ts');
    assert.equal(linker.resolve('src/a.ts', './cache'), 'src/cache/index.ts');
    assert.equal(linker.resolve('src/cache/index.ts', '../legacy'), 'src/legacy.js');
    assert.equal(linker.resolve('src/a.ts', 'ioredis'), undefined);
    assert.equal(linker.resolve('src/a.ts', './missing'), undefined);
  });

  it('follow the paths of a tsconfig', async () => {
    const linker = await linkerOf({
      'tsconfig.json': '{ "compilerOptions": { "baseUrl": ".", "paths": { "@/*": ["./src/*"] } } }',
      'src/a.ts': '',
      'src/lib/redis.ts': '',
    });
    assert.equal(linker.resolve('src/a.ts', '@/lib/redis'), 'src/lib/redis.ts');
  });

  it('follow the packages of a workspace to their sources', async () => {
    const linker = await linkerOf({
      'package.json': '{ "name": "root", "workspaces": ["packages/*"] }',
      'packages/cache/package.json': '{ "name": "@acme/cache", "main": "dist/index.js" }',
      'packages/cache/src/index.ts': '',
      'packages/cache/src/keys.ts': '',
      'apps/api/src/a.ts': '',
    });
    assert.equal(linker.resolve('apps/api/src/a.ts', '@acme/cache'), 'packages/cache/src/index.ts');
    assert.equal(linker.resolve('apps/api/src/a.ts', '@acme/cache/keys'), 'packages/cache/src/keys.ts');
  });

  it('say which package asks for another itself', async () => {
    const linker = await linkerOf({
      'package.json': '{ "dependencies": { "ioredis": "^5.0.0" } }',
      'apps/old/package.json': '{ "dependencies": { "consign": "^0.1.6" } }',
      'apps/old/src/a.js': '',
      'apps/new/src/a.js': '',
    });
    assert.equal(linker.asksFor('apps/old/src/a.js', 'consign'), true);
    assert.equal(linker.asksFor('apps/old/src/a.js', 'ioredis'), true);
    assert.equal(linker.asksFor('apps/new/src/a.js', 'consign'), false);
  });

  it('ask the nearest package.json for a version', async () => {
    const linker = await linkerOf({
      'package.json': '{ "dependencies": { "cache-manager": "^7.0.0" } }',
      'old/package.json': '{ "dependencies": { "cache-manager": "^4.1.0" } }',
      'old/a.ts': '',
      'a.ts': '',
    });
    assert.equal(linker.versionRange('old/a.ts', 'cache-manager'), '^4.1.0');
    assert.equal(linker.versionRange('a.ts', 'cache-manager'), '^7.0.0');
    assert.equal(linker.versionRange('a.ts', 'ioredis'), undefined);
  });
});
