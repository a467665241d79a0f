import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, readFileSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'mocha';
import { projectRoot, shopWorkspace } from '../../launch/project.js';
import { createTemporaryFolder, type TemporaryFolder } from '../temporaryFolder.js';

/** What a clone holds, as far as a build needs it. */
const parts = [
  ...['client/src', 'server/src', 'shared/src', 'test/launch'],
  ...['package.json', 'package-lock.json', 'tsconfig.json', '.esbuild.mjs'],
];

describe('npm run review', () => {
  let clone: TemporaryFolder;

  before(() => {
    clone = createTemporaryFolder({ 'empty/package.json': '{}' });
    for (const part of parts) {
      cpSync(join(projectRoot, part), join(clone.path, part), { recursive: true, preserveTimestamps: true });
    }
    symlinkSync(join(projectRoot, 'node_modules'), join(clone.path, 'node_modules'), 'junction');
  });

  after(() => clone.remove());

  function review(...args: readonly string[]) {
    const script = join(clone.path, 'test', 'launch', 'review.mjs');
    const environment = { ...process.env, INIT_CWD: clone.path, XDG_CACHE_HOME: join(clone.path, 'cache') };
    return spawnSync(process.execPath, [script, ...args], { encoding: 'utf8', env: environment });
  }

  it('builds on a fresh clone, with nothing but the report on standard output', () => {
    const { status, stdout, stderr } = review(shopWorkspace, '--format', 'json');
    assert.match(stderr, /^Building …\n/);
    assert.ok(JSON.parse(stdout).findings.length > 0);
    assert.equal(status, 1, 'the exit status says that there are findings');
  });

  it('builds nothing and says nothing when there is nothing to build', () => {
    const { status, stderr } = review('empty');
    assert.deepEqual([status, stderr], [0, '']);
  });

  it('keeps the exit status of a review that could not run', () => {
    assert.equal(review('absent').status, 2);
  });

  it('builds again after a source has changed', () => {
    const source = join(clone.path, 'server', 'src', 'cli.ts');
    writeFileSync(source, `${readFileSync(source, 'utf8')}\n`);
    const later = Date.now() / 1000 + 60;
    utimesSync(source, later, later);
    assert.match(review('empty').stderr, /^Building …\n/);
  });

  it('ends with the status of a review that could not run when it cannot be built', () => {
    const source = join(clone.path, 'server', 'src', 'cli.ts');
    writeFileSync(source, 'this is no program');
    const later = Date.now() / 1000 + 120;
    utimesSync(source, later, later);
    const { status, stdout, stderr } = review('empty');
    assert.deepEqual([status, stdout], [2, '']);
    assert.match(stderr, /could not be built/);
  });
});
