/** What is said of a file while somebody types is said of the text of now, and nothing is worked out for texts that are gone. */
import assert from 'node:assert/strict';
import { setImmediate, setTimeout } from 'node:timers/promises';
import type { FileReport } from '../../server/src/lsp/folderReview.js';
import { createTypedFiles } from '../../server/src/lsp/typedFiles.js';

const reportOf = (resultId: string): FileReport => ({ resultId, diagnostics: [], findings: [] });
const LONGEST_PAUSE_MS = 40;
/** Longer than what is done at every keystroke, in milliseconds. */
const SLOW_MS = 100;

/** Files whose reviews tell the text they began with and end when they are told to. */
function typing() {
  let text = 'a';
  let isAsked = true;
  const begun: { readonly text: string; readonly end: () => void }[] = [];
  const files = createTypedFiles(
    (_file, signal) =>
      new Promise((resolve, reject) => {
        const seen = text;
        begun.push({ text: seen, end: () => resolve(reportOf(seen)) });
        signal.addEventListener('abort', () => reject(signal.reason));
      }),
    () => isAsked,
    LONGEST_PAUSE_MS,
  );
  const edit = (next: string) => {
    text = next;
    files.edit('a.ts');
  };
  const reviewFolder = () => {
    isAsked = false;
    files.forget();
  };
  return { files, begun, edit, reviewFolder };
}

describe('files that are typed', () => {
  it('are told once for a text, to everybody who asks', async () => {
    const { files, begun } = typing();
    const asked = [files.reportOf('a.ts'), files.reportOf('a.ts')];
    begun[0]?.end();
    const [first, second] = await Promise.all(asked);
    assert.equal(first?.resultId, 'a');
    assert.equal(second, first);
    assert.equal(await files.reportOf('a.ts'), first);
    assert.equal(begun.length, 1);
  });

  it('are begun anew by a newer keystroke, also of another file', async () => {
    const { files, begun, edit } = typing();
    const asked = files.reportOf('a.ts');
    edit('ab');
    await setImmediate();
    files.edit('other.ts');
    await setImmediate();
    assert.deepEqual(
      begun.map(({ text }) => text),
      ['a', 'ab', 'ab'],
    );
    begun[2]?.end();
    assert.equal((await asked)?.resultId, 'ab');
  });

  it('are left to the review of the folder once that has ended', async () => {
    const { files, begun, reviewFolder } = typing();
    const asked = files.reportOf('a.ts');
    reviewFolder();
    assert.equal(await asked, undefined);
    assert.equal(begun.length, 1);
    assert.equal(files.told.size, 0);
  });

  it('wait for a pause in the typing where the last answer took long', async () => {
    const { files, begun, edit } = typing();
    const slow = files.reportOf('a.ts');
    await setTimeout(SLOW_MS);
    begun[0]?.end();
    await slow;
    for (const text of ['ab', 'abc', 'abcd']) {
      edit(text);
      void files.reportOf('a.ts');
      await setImmediate();
    }
    const last = files.reportOf('a.ts');
    await setTimeout(SLOW_MS);
    assert.deepEqual(
      begun.map(({ text }) => text),
      ['a', 'abcd'],
    );
    begun[1]?.end();
    assert.equal((await last)?.resultId, 'abcd');
  });
});
