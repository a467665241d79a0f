import assert from 'node:assert/strict';
import { EditedFile } from '../../../server/src/fixes/editedFile.js';
import { removeSuppression } from '../../../server/src/fixes/removeSuppression.js';
import { suppressNextLine } from '../../../server/src/fixes/suppress.js';
import { applyChanges } from '../../../server/src/fixes/textChange.js';

describe('suppressing a finding', () => {
  const suppressed = (text: string, line: number, file = 'src/a.tsx') =>
    applyChanges(text, suppressNextLine(new EditedFile(file, text), 'missing-ttl', line));

  it('puts a comment above the line, indented alike, with the reason selected', () => {
    const text = 'a();\r\n\tb();\r\n';
    assert.equal(
      suppressed(text, 2),
      'a();\r\n\t// cache-review-ignore-next-line missing-ttl -- reason\r\n\tb();\r\n',
    );
    const [change] = suppressNextLine(new EditedFile('a.ts', text), 'missing-ttl', 2);
    assert.equal(change?.newText.slice(change.selection?.start, change.selection?.end), 'reason');
    assert.equal(suppressed('a();', 1), '// cache-review-ignore-next-line missing-ttl -- reason\na();');
  });

  it('writes the comment of JSX between tags, and none into a template', () => {
    assert.equal(
      suppressed('const a = <p>\n  {b()}\n</p>;', 2),
      'const a = <p>\n  {/* cache-review-ignore-next-line missing-ttl -- reason */}\n  {b()}\n</p>;',
    );
    assert.equal(
      suppressed('const a = <p\n  b={c()} />;', 2),
      'const a = <p\n  // cache-review-ignore-next-line missing-ttl -- reason\n  b={c()} />;',
    );
    assert.deepEqual(
      suppressNextLine(new EditedFile('a.ts', `const a = \`\n  \${b()}\`;`), 'missing-ttl', 2),
      [],
    );
    assert.equal(suppressNextLine(new EditedFile('a.ts', 'a(`x`,\n  b())'), 'missing-ttl', 2).length, 1);
  });
});

describe('removing a suppression', () => {
  /** What is to be removed stands between « and ». */
  const removed = (marked: string, what: 'comment' | 'rule' = 'comment') => {
    const [before = '', inside = '', after = ''] = marked.split(/[«»]/);
    const span = { start: before.length, end: before.length + inside.length };
    const place = { file: 'a.ts', line: 1, column: 1, endLine: 1, endColumn: 1 };
    const text = before + inside + after;
    return applyChanges(
      text,
      removeSuppression(new EditedFile('a.ts', text), {
        kind: 'remove-suppression',
        span: { ...place, ...span },
        what,
      }),
    );
  };

  it('takes the line that the comment has to itself', () => {
    assert.equal(removed('a();\r\n  «// x»\r\n  b();'), 'a();\r\n  b();');
    assert.equal(removed('a();\n  «/* x\n  y */»\n  b();'), 'a();\n  b();');
    assert.equal(removed('<p>\n  {«/* x */»}\n  {b}\n</p>'), '<p>\n  {b}\n</p>');
    assert.equal(removed('a();\n«// x»'), 'a();\n');
  });

  it('leaves the code of its line', () => {
    assert.equal(removed('a(); «// x»\nb();'), 'a();\nb();');
    assert.equal(removed('  «/* x */» a();'), '  a();');
  });

  it('takes one rule and its comma', () => {
    assert.equal(removed('// ignore «a», b -- c', 'rule'), '// ignore b -- c');
    assert.equal(removed('// ignore a, «b» -- c', 'rule'), '// ignore a -- c');
  });
});
