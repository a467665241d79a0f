import assert from 'node:assert/strict';
import { changesOfFix } from '../../../server/src/fixes/changesOfFix.js';
import { EditedFile } from '../../../server/src/fixes/editedFile.js';
import { safeChanges } from '../../../server/src/fixes/safeChanges.js';
import { applyChanges } from '../../../server/src/fixes/textChange.js';
import { insertAfter, insertBefore, replaceWith } from '../../../server/src/rules/fixEdits.js';
import type { Finding, FixEdit, FixKind, SourceSpan } from '../../../shared/src/finding.js';

type EditsOf = (spanOf: (part: string) => SourceSpan) => readonly FixEdit[];

function finderIn(text: string, file = 'src/a.ts'): (part: string) => SourceSpan {
  return (part) => {
    const start = text.indexOf(part);
    assert.ok(start >= 0, part);
    return { file, start, end: start + part.length, line: 1, column: 1, endLine: 1, endColumn: 1 };
  };
}

function fixed(text: string, editsOf: EditsOf, name = 'src/a.ts'): string {
  const edits = editsOf(finderIn(text, name));
  return applyChanges(text, changesOfFix(new EditedFile(name, text), { title: '', kind: 'safe', edits }));
}

describe('replacing text', () => {
  it('takes over what stands elsewhere', () => {
    const text = "r.setnx(key, f('x'))";
    const result = fixed(text, (at) => [
      replaceWith(at('setnx'), 'set'),
      replaceWith(at("key, f('x')"), { copy: at('key') }, ', ', { copy: at("f('x')") }, ", 'NX'"),
    ]);
    assert.equal(result, "r.set(key, f('x'), 'NX')");
  });

  it('writes strings in the quotes of the file', () => {
    assert.equal(
      fixed('a("x"); f(1)', (at) => [replaceWith(at('1'), "'y'")]),
      'a("x"); f("y")',
    );
  });

  it('selects what is to be chosen', () => {
    const text = 'f(1)';
    const edits = [replaceWith(finderIn(text)('1'), 'ttl(', { select: '300' }, ')')];
    const [change] = changesOfFix(new EditedFile('src/a.ts', text), { title: '', kind: 'safe', edits });
    assert.deepEqual(change?.newText.slice(change.selection?.start, change.selection?.end), '300');
  });

  it('inserts before and after, in the order of the edits', () => {
    const text = 'f(x)';
    const result = fixed(text, (at) => [
      insertBefore(at('x'), 'a, '),
      insertBefore(at('x'), 'b, '),
      replaceWith(at('x'), 'y'),
      insertAfter(at('x'), ', c'),
      insertAfter(at('x'), ', d'),
    ]);
    assert.equal(result, 'f(a, b, y, c, d)');
  });

  it('is all or nothing', () => {
    const text = 'f(x); g(y);';
    const edits = (other: FixEdit) => [replaceWith(finderIn(text)('x'), 'z'), other];
    const file = new EditedFile('src/a.ts', text);
    const changes = (other: FixEdit) => changesOfFix(file, { title: '', kind: 'safe', edits: edits(other) });
    const elsewhere = finderIn(text, 'src/b.ts');
    assert.deepEqual(changes(replaceWith(elsewhere('y'), 'z')), [], 'another file');
    assert.deepEqual(changes(replaceWith(finderIn(text)('f(x)'), 'z')), [], 'the same text');
    assert.deepEqual(changes({ kind: 'remove-statement', call: finderIn(text)('y') }), [], 'no statement');
    assert.equal(changes(replaceWith(finderIn(text)('y'), 'z')).length, 2);
  });
});

describe('edits of statements', () => {
  const BLOCK =
    'async function f() {\r\n\tawait one(\r\n\t\t1,\r\n\t);\r\n\ttwo(); // twice\r\n\tif (x) three();\r\n}\r\n';

  it('add a line before or after, indented alike', () => {
    assert.equal(
      fixed('{\n  a(await b());\n}', (at) => [
        { kind: 'insert-statement', call: at('b()'), where: 'before', text: ['first();'] },
        { kind: 'insert-statement', call: at('b()'), where: 'after', text: ['last();'] },
      ]),
      '{\n  first();\n  a(await b());\n  last();\n}',
    );
  });

  it('take a statement out with its line, or leave the rest of the line', () => {
    const remove = (call: string) => fixed(BLOCK, (at) => [{ kind: 'remove-statement', call: at(call) }]);
    assert.equal(
      remove('one(\r\n\t\t1,\r\n\t)'),
      'async function f() {\r\n\ttwo(); // twice\r\n\tif (x) three();\r\n}\r\n',
    );
    assert.equal(remove('two()'), BLOCK.replace('two();', ''));
    assert.equal(remove('three()'), BLOCK, 'without it, the condition would govern the next statement');
  });

  it('move a statement behind another', () => {
    const text = '{\n  await del(k);\n  await update(id);\n  done();\n}\n';
    assert.equal(
      fixed(text, (at) => [{ kind: 'move-statement', call: at('del(k)'), behind: at('update(id)') }]),
      '{\n  await update(id);\n  await del(k);\n  done();\n}\n',
    );
  });

  it('move a statement out of the callback around it, unless it uses what is declared in there', () => {
    const text =
      '{\n  await transaction(async (tx) => {\n    await tx.update(id);\n    await del(id);\n  });\n}\n';
    const move = (from: string) =>
      fixed(from, (at) => [
        {
          kind: 'move-statement',
          call: at('del(id)'),
          behind: at(/transaction[\s\S]*\}\)/.exec(from)?.[0] ?? ''),
        },
      ]);
    assert.equal(
      move(text),
      '{\n  await transaction(async (tx) => {\n    await tx.update(id);\n  });\n  await del(id);\n}\n',
    );
    const declared = text.replace('await tx.update(id)', 'const { id } = await tx.insert()');
    assert.equal(move(declared), declared);
    const dropped = text.replace('await transaction', 'transaction');
    assert.equal(move(dropped), dropped, 'nobody waits for the transaction');
    const conditional = text.replace('await del(id);', 'if (x) {\n      await del(id);\n    }');
    assert.equal(move(conditional), conditional, 'it may not run at all');
  });

  it('move nothing upwards or into another block', () => {
    const text = '{\n  if (x) {\n    a();\n  }\n  b();\n}\n';
    const moved = (call: string, behind: string) =>
      fixed(text, (at) => [{ kind: 'move-statement', call: at(call), behind: at(behind) }]);
    assert.equal(moved('b()', 'a()'), text);
    assert.equal(moved('b()', 'if (x)'), text);
  });
});

describe('declaring a function', () => {
  const edit: FixEdit = {
    kind: 'declare',
    name: 'twice',
    typed: "function twice(n: number): string {\n  return n + 'x';\n}",
    untyped: "function twice(n) {\n  return n + 'x';\n}",
  };

  it('puts it at the end, in the language and the manner of the file', () => {
    assert.equal(
      fixed('{\n\ta("b");\n}\n', () => [edit]),
      '{\n\ta("b");\n}\n\nfunction twice(n: number): string {\n\treturn n + "x";\n}\n',
    );
    assert.equal(
      fixed('a();', () => [edit], 'src/a.js'),
      "a();\n\nfunction twice(n) {\n  return n + 'x';\n}\n",
    );
  });

  it('does so once, and not where the name is taken', () => {
    const text = 'f(x);\nfunction twice(n) {}\n';
    assert.equal(
      fixed(text, (at) => [replaceWith(at('x'), 'twice(x)'), edit]),
      'f(twice(x));\nfunction twice(n) {}\n',
    );
    const taken = "import { twice } from './twice';\nf(x);\n";
    assert.equal(
      fixed(taken, (at) => [replaceWith(at('x'), 'twice(x)'), edit]),
      taken,
    );
  });
});

describe('all safe fixes of a file', () => {
  const text = 'f(x); g(y);\n';
  const at = finderIn(text);

  const findingWith = (edits: readonly FixEdit[], kind: FixKind, rest?: Partial<Finding>): Finding => ({
    rule: 'ttl-unit',
    severity: 'warning',
    confidence: 'certain',
    span: at('x'),
    message: '',
    related: [],
    fixes: [{ title: '', kind, edits }],
    ...rest,
  });
  const repaired = (...findings: readonly Finding[]) =>
    applyChanges(text, safeChanges(new EditedFile('src/a.ts', text), findings));

  it('are made together, without suggestions and without what is only possible', () => {
    const safe = [replaceWith(at('x'), '1')];
    const other = [replaceWith(at('y'), '2')];
    assert.equal(repaired(findingWith(safe, 'safe'), findingWith(other, 'safe')), 'f(1); g(2);\n');
    assert.equal(repaired(findingWith(safe, 'safe'), findingWith(other, 'suggestion')), 'f(1); g(y);\n');
    assert.equal(
      repaired(findingWith(safe, 'safe', { confidence: 'possible' }), findingWith(other, 'safe')),
      'f(x); g(2);\n',
    );
  });

  it('leave the second of two that want the same text for the next time', () => {
    const outer = [replaceWith(at('f(x)'), 'h(x)')];
    assert.equal(
      repaired(findingWith(outer, 'safe'), findingWith([replaceWith(at('x'), '1')], 'safe')),
      'h(x); g(y);\n',
    );
  });

  it('declare once what several need, and select nothing', () => {
    const helper: FixEdit = { kind: 'declare', name: 'h', typed: 'function h() {}', untyped: '' };
    const findings = ['x', 'y'].map((name) =>
      findingWith([replaceWith(at(name), 'h(', { select: name }, ')'), helper], 'safe'),
    );
    assert.equal(repaired(...findings), 'f(h(x)); g(h(y));\n\nfunction h() {}\n');
    const changes = safeChanges(new EditedFile('src/a.ts', text), findings);
    assert.ok(changes.every(({ selection }) => selection === undefined));
  });
});
