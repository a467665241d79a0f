import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { createDiskWorkspace } from '../../../server/src/workspace/diskWorkspace.js';
import type { WorkspaceSnapshot } from '../../../server/src/workspace/snapshot.js';
import { createTemporaryFolder } from '../temporaryFolder.js';

type Step =
  | { readonly kind: 'write' | 'open'; readonly file: string; readonly text: string }
  | { readonly kind: 'delete' | 'close'; readonly file: string }
  | { readonly kind: 'look' };

const file = fc.constantFrom('a.ts', 'src/b.ts', 'src/deep/c.js', 'dist/d.js', 'notes.md');
const text = fc.constantFrom('one', 'two', '// @generated', '\uFEFFone');
const ignored = fc.constantFrom('', 'src/', 'a.ts\n', '/src/*\n!/src/b.ts\n');
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ kind: fc.constantFrom('write' as const, 'open' as const), file, text }),
  fc.record({
    kind: fc.constant('write' as const),
    file: fc.constantFrom('.gitignore', 'src/.gitignore'),
    text: ignored,
  }),
  fc.record({ kind: fc.constantFrom('delete' as const, 'close' as const), file }),
  fc.record({ kind: fc.constant('delete' as const), file: fc.constantFrom('src', 'src/deep', '.gitignore') }),
  fc.constant({ kind: 'look' as const }),
);

function contentOf(snapshot: WorkspaceSnapshot) {
  return {
    files: snapshot.files.map((name) => [name, snapshot.text(name), snapshot.hash(name)]),
    skipped: snapshot.skipped,
  };
}

describe('a watched workspace', () => {
  it('always gives the snapshot that a new one would', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
        const folder = createTemporaryFolder({ 'a.ts': 'zero', 'src/b.ts': 'zero' });
        try {
          const watched = createDiskWorkspace(folder.path, { isWatched: () => true });
          const open = new Map<string, string>();
          await watched.snapshot();
          for (const each of steps) {
            if (each.kind === 'look') await watched.snapshot();
            else if (each.kind === 'open') {
              open.set(each.file, each.text);
              watched.setOpenDocument(each.file, each.text);
            } else if (each.kind === 'close') {
              open.delete(each.file);
              watched.closeDocument(each.file);
            } else {
              if (each.kind === 'write') folder.write(each.file, each.text);
              else rmSync(join(folder.path, each.file), { recursive: true, force: true });
              watched.filesChanged([each.file]);
            }
          }
          const fresh = createDiskWorkspace(folder.path);
          for (const [name, content] of open) fresh.setOpenDocument(name, content);
          assert.deepEqual(contentOf(await watched.snapshot()), contentOf(await fresh.snapshot()));
        } finally {
          folder.remove();
        }
      }),
      { numRuns: 150 },
    );
  });
});
