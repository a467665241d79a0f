import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
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

  it('starts from nothing when anything in the file is another than what was saved', () => {
    const store = createFactsCacheFile('/a', folder.path);
    const path = () => join(folder.path, readdirSync(folder.path)[0] ?? '');
    const property = fc.property(fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }), (place) => {
      store.save('1', new Map([['hash', { functions: [{ name: 'a' }], calls: 3 }]]));
      assert.equal(store.load('1').size, 1);
      const bytes = readFileSync(path());
      const at = Math.floor(place * bytes.length);
      // A digit or letter for another leaves it JSON, and often of another shape.
      bytes[at] = bytes[at] === 0x37 ? 0x38 : 0x37;
      writeFileSync(path(), bytes);
      assert.equal(store.load('1').size, 0, bytes.toString());
    });
    fc.assert(property, { numRuns: 200 });
  });

  it('does not throw where it may not write', () => {
    folder.write('file', 'in the way');
    const store = createFactsCacheFile('/a', join(folder.path, 'file'));
    store.save('1', new Map([['hash', 1]]));
    assert.equal(store.load('1').size, 0);
  });
});
