import assert from 'node:assert/strict';
import { createMemoryWorkspace } from '../../../server/src/workspace/memoryWorkspace.js';

async function aliasesOf(files: Readonly<Record<string, string>>) {
  const { pathAliases } = await createMemoryWorkspace(files).snapshot();
  return pathAliases.map(({ directory, pattern, targets }) => `${directory}|${pattern}|${targets.join(',')}`);
}

describe('path aliases', () => {
  it('reads paths relative to baseUrl, with comments and trailing commas', async () => {
    const text = '{ // comment\n "compilerOptions": { "baseUrl": "src", "paths": { "@/*": ["./*",], }, }, }';
    assert.deepEqual(await aliasesOf({ 'tsconfig.json': text }), ['|@/*|src/*', '|*|src/*']);
  });

  it('reads paths without baseUrl relative to their file, also through extends', async () => {
    assert.deepEqual(
      await aliasesOf({
        'config/base.json': '{}',
        'tsconfig.base.json': '{ "compilerOptions": { "paths": { "#lib/*": ["libs/*"] } } }',
        'apps/api/tsconfig.json': '{ "extends": "../../tsconfig.base" }',
      }),
      ['apps/api|#lib/*|libs/*', '|#lib/*|libs/*'],
    );
  });

  it('follows extends into a package of the workspace, not out of the workspace', async () => {
    assert.deepEqual(
      await aliasesOf({
        'packages/config/package.json': '{ "name": "@shop/config" }',
        'packages/config/tsconfig.json':
          // biome-ignore lint/suspicious/noTemplateCurlyInString: TypeScript's own placeholder
          '{ "compilerOptions": { "paths": { "~/*": ["${configDir}/src/*"] } } }',
        'apps/web/jsconfig.json': '{ "extends": ["@shop/config/tsconfig.json", "../../../outside.json"] }',
      }),
      ['packages/config|~/*|packages/config/src/*', 'apps/web|~/*|apps/web/src/*'],
    );
  });

  it('ends when files extend each other, and survives broken ones', async () => {
    assert.deepEqual(
      await aliasesOf({
        'tsconfig.json': '{ "extends": "./tsconfig.a.json", "compilerOptions": { "paths": { "a": ["b"] } } }',
        'tsconfig.a.json': '{ "extends": "./tsconfig.json" }',
        'x/tsconfig.json': '{ "compilerOptions": { "paths": ',
        'y/tsconfig.json': '[1, 2',
        'z/tsconfig.json':
          '\uFEFF{ "compilerOptions": { "paths": { "*": ["../../outside/*"], "z": "no list" } } }',
      }),
      ['|a|b'],
    );
  });

  it('knows what packages call their own files', async () => {
    const text =
      '{ "imports": { "#models/*": "./app/models/*.js", "#db": { "default": "./dist/db.js" }, "#out": "other" } }';
    assert.deepEqual(await aliasesOf({ 'api/package.json': text }), [
      'api|#models/*|api/app/models/*.js',
      'api|#db|api/dist/db.js,api/src/db.js',
    ]);
  });
});
