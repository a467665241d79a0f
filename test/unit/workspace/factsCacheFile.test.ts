import assert from 'node:assert/strict';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createFactsCacheFile } from '../../../server/src/workspace/factsCacheFile.js';
import { createTemporaryFolder, type TemporaryFolder } from '../temporaryFolder.js';

describe('the facts cache file', () => {
  let folder: TemporaryFolder;
  beforeEach(() => {
    folder = createTemporaryFolder();
  });
  afterEach(() => folder.remove());

  it('gives back what was saved for the same root and version only', () => {
    createFactsCacheFile('/a', folder.path).save('1', new Map([['hash', { calls: 2 }]]));
    assert.deepEqual([...createFactsCacheFile('/a', folder.path).load('1')], [['hash', { calls: 2 }]]);
    assert.equal(createFactsCacheFile('/a', folder.path).load('2').size, 0);
    assert.equal(createFactsCacheFile('/b', folder.path).load('1').size, 0);
  });

  it('starts from nothing when the file is cut short or not ours', () => {
    const store = createFactsCacheFile('/a', folder.path);
    store.save('1', new Map([['hash', 1]]));
    const [name = ''] = readdirSync(folder.path);
    for (const text of ['{"version":"1","facts":{"ha', '[]', '{"version":"1","facts":[]}', '']) {
      writeFileSync(join(folder.path, name), text);
      assert.equal(store.load('1').size, 0, text);
    }
  });

  it('does not throw where it may not write', () => {
    folder.write('file', 'in the way');
    const store = createFactsCacheFile('/a', join(folder.path, 'file'));
    store.save('1', new Map([['hash', 1]]));
    assert.equal(store.load('1').size, 0);
  });
});
