import assert from 'node:assert/strict';
import { changesOfFix } from '../../../server/src/fixes/changesOfFix.js';
import { EditedFile } from '../../../server/src/fixes/editedFile.js';
import { applyChanges } from '../../../server/src/fixes/textChange.js';
import type {
  FixEdit,
  RewriteTtlEdit,
  ScaleTtlEdit,
  SourceSpan,
  TtlArgumentForm,
} from '../../../shared/src/finding.js';

interface Marked {
  readonly text: string;
  readonly spans: readonly SourceSpan[];
}

/** The spans between « and », in order. */
function marked(source: string): Marked {
  const spans: SourceSpan[] = [];
  let text = '';
  for (const part of source.split(/(«[^»]*»)/)) {
    const content = part.replace(/[«»]/g, '');
    const [start, end] = [text.length, text.length + content.length];
    if (part.startsWith('«')) {
      spans.push({ file: 'a.ts', start, end, line: 1, column: 1, endLine: 1, endColumn: 1 });
    }
    text += content;
  }
  return { text, spans };
}

/** The changed text; undefined when the fix cannot be made. */
function fixed(source: string, editsOf: (spans: readonly SourceSpan[]) => readonly FixEdit[]) {
  const { text, spans } = marked(source);
  const changes = changesOfFix(new EditedFile('a.ts', text), {
    title: '',
    kind: 'suggestion',
    edits: editsOf(spans),
  });
  return changes.length > 0 ? applyChanges(text, changes) : undefined;
}

describe('an expiry in the form that is read', () => {
  const cases: readonly (readonly [TtlArgumentForm, string, string | undefined, number?])[] = [
    ['ex-option', "«c.set(k, v, 'EX', 10)»", 'c.set(k, v, { EX: 10 })'],
    ['ex-option', "«c.set(k, v, 'PX', f(1, 2), 'NX')»", 'c.set(k, v, { PX: f(1, 2), NX: true })'],
    ['ex-option', "«c.set(k, v, 'nx', 'ex', 10)»", 'c.set(k, v, { EX: 10, NX: true })'],
    ['ex-option', '«c.set(k, v, 600)»', 'c.set(k, v, { EX: 600 })'],
    ['ex-option', '«c.set(k, v, { ttl })»', 'c.set(k, v, { EX: ttl })'],
    ['ex-arguments', '«c.set(k, v, { EX: ttl, NX: true })»', "c.set(k, v, 'EX', ttl, 'NX')"],
    ['ex-arguments', '"x"; «c.set(k, v, { PX: 10 })»', '"x"; c.set(k, v, "PX", 10)'],
    ['lower-ex-option', '«c.set(k, v, { EXAT: end })»', 'c.set(k, v, { exat: end })'],
    ['milliseconds-argument', '«c.set(k, v, { ttl: 60 })»', 'c.set(k, v, 60 * 1000)', 1_000],
    ['milliseconds-argument', '«c.set(k, v, { ttl: a + b })»', 'c.set(k, v, (a + b) * 1000)', 1_000],
    ['ttl-milliseconds-option', '«c.set(k, v, 60_000)»', 'c.set(k, v, { ttl: 60_000 })'],
    ['expires-option', '«c.set(k, v, { ttl: 60000 })»', 'c.set(k, v, { expires: 60 })', 0.001],
    // What it cannot say in the other form.
    ['milliseconds-argument', '«c.set(k, v, { ttl: 60, NX: true })»', undefined],
    ['milliseconds-argument', "«c.set(k, v, 'EXAT', end)»", undefined],
    ['ex-option', "«c.set(k, v, 'EX', 10, done)»", undefined],
    ['ex-option', '«c.set(k, v, { ttl: 10, tags: [] })»', undefined],
    ['ex-option', '«c.set(k, v, { ...options })»', undefined],
    ['ex-option', '«c.set(k, v)»', undefined],
  ];

  for (const [form, source, expected, factor] of cases) {
    it(`${form}: ${source}`, () => {
      const edit = (call: SourceSpan): RewriteTtlEdit => ({
        kind: 'rewrite-ttl',
        call,
        argument: 2,
        form,
        ...(factor !== undefined && { factor }),
      });
      assert.equal(
        fixed(source, (spans) => spans.map(edit)),
        expected,
      );
    });
  }
});

describe('an expiry in the unit that is read', () => {
  const cases: readonly (readonly [ScaleTtlEdit['by'], string, string])[] = [
    ['multiply', 'TTL_SECONDS', 'TTL_SECONDS * 1000'],
    ['multiply', '60 * 60', '60 * 60 * 1000'],
    ['multiply', 'a ?? 60', '(a ?? 60) * 1000'],
    ['multiply', 'a ? 1 : 2', '(a ? 1 : 2) * 1000'],
    ['multiply', 'life()', 'life() * 1000'],
    ['divide', '300_000', '300'],
    ['divide', '1500', 'Math.ceil(1500 / 1000)'],
    ['divide', '5 * 60 * 1000', '5 * 60'],
    ['divide', '1000 * 60', '60'],
    ['divide', '(a + b) * 1000', 'Math.ceil((a + b) * 1000 / 1000)'],
    ['divide', 'TTL_MS', 'Math.ceil(TTL_MS / 1000)'],
    ['divide', 'a || TTL_MS', 'Math.ceil((a || TTL_MS) / 1000)'],
  ];

  for (const [by, amount, expected] of cases) {
    it(`${by} ${amount}`, () => {
      assert.equal(
        fixed(`«c.set(k, v, ${amount})»`, (spans) =>
          spans.map((call) => ({ kind: 'scale-ttl', call, argument: 2, by })),
        ),
        `c.set(k, v, ${expected})`,
      );
    });
  }

  it('in an option', () => {
    const edits = (spans: readonly SourceSpan[]) =>
      spans.map((call): FixEdit => ({ kind: 'scale-ttl', call, argument: 2, option: 'EX', by: 'divide' }));
    assert.equal(fixed('«c.set(k, v, { EX: 5000 })»', edits), 'c.set(k, v, { EX: 5 })');
    assert.equal(fixed('«c.set(k, v, { EX })»', edits), undefined);
  });
});

describe('what becomes of a result', () => {
  const cases: readonly (readonly [string, string | undefined])[] = [
    ['await «f()»;', 'await g();'],
    ['void «f()»;', 'void g();'],
    ['if ((await «f()») === 1) done();', "if ((await g()) === 'OK') done();"],
    ['if (0 == (await «f()»)) done();', 'if (null == (await g())) done();'],
    ['if (!(await «f()»)) done();', 'if (!(await g())) done();'],
    [
      'const a = await «f()»; if (!a) stop(); use(a !== 1);',
      "const a = await g(); if (!a) stop(); use(a !== 'OK');",
    ],
    ['const a = (await «f()») ? 1 : 2;', 'const a = (await g()) ? 1 : 2;'],
    ['const a = await «f()»; use(a);', undefined],
    ['const a: number = await «f()»; if (a) use();', undefined],
    ['return await «f()»;', undefined],
    ['return («f()») > 0;', undefined],
    ['if ((await «f()») === 2) done();', undefined],
    ['const [a] = await «f()»; if (a) done();', undefined],
    ['if (ready || (await «f()»)) done();', undefined],
  ];

  for (const [source, expected] of cases) {
    it(source, () => {
      const result = fixed(`async function h() { ${source} }`, (spans) =>
        spans.flatMap((call): FixEdit[] => [
          { kind: 'translate-result', call, values: { 1: "'OK'", 0: 'null' } },
          { kind: 'replace', span: { ...call, end: call.start + 1 }, text: ['g'] },
        ]),
      );
      assert.equal(result, expected && `async function h() { ${expected} }`);
    });
  }
});

describe('a statement that follows another', () => {
  const removed = (source: string, guarded?: true) =>
    fixed(`{\n${source}\n}`, ([follows, call]) =>
      follows && call
        ? [{ kind: 'remove-statement', call, follows, ...(guarded && { guarded }) }]
        : assert.fail('two calls are marked'),
    )?.slice(2, -2);

  it('is taken out', () => {
    assert.equal(removed('«a()»;\n// for a minute\nawait «b()»;\nc();'), 'a();\n// for a minute\nc();');
  });

  it('is left where something stands between them, or one is inside of the other', () => {
    assert.equal(removed('«a()»;\nc();\nawait «b()»;'), undefined);
    assert.equal(removed('«a()»;\nif (x) await «b()»;'), undefined);
    assert.equal(removed('if (x) { «a()»; }\nawait «b()»;'), undefined);
    assert.equal(removed('«a()»;\nconst c = await «b()»;'), undefined);
  });

  it('takes its own `if` along', () => {
    assert.equal(removed('const n = «a()»;\nif (n === 1) await «b()»;\nc();', true), 'const n = a();\nc();');
    assert.equal(removed('const n = «a()»;\nif (n) {\n  await «b()»;\n}', true), 'const n = a();');
    assert.equal(
      removed('const n = «a()»;\nif (!n) return;\nawait «b()»;', true),
      'const n = a();\nif (!n) return;',
    );
  });

  it('leaves an `if` that holds more', () => {
    assert.equal(removed('const n = «a()»;\nif (n) {\n  await «b()»;\n  c();\n}', true), undefined);
    assert.equal(removed('const n = «a()»;\nif (n) await «b()»;\nelse c();', true), undefined);
    assert.equal(removed('const n = «a()»;\nif (n) {\n  c();\n}\nawait «b()»;', true), undefined);
  });
});

describe('a receiver as an argument', () => {
  const handed = (source: string) =>
    fixed(source, ([receiver, call]) =>
      receiver && call
        ? [{ kind: 'replace', span: { ...call, start: receiver.start }, text: ['all(', { receiver }, ')'] }]
        : assert.fail('two spans are marked'),
    );

  it('stands without its dot', () => {
    assert.equal(handed('«this.redis.»«keys(p)»'), 'all(this.redis)');
    assert.equal(handed('«redis\n  .»«keys(p)»'), 'all(redis)');
    assert.equal(handed('«redis!.»«keys(p)»'), 'all(redis!)');
  });

  it('is none where it may be missing', () => {
    assert.equal(handed('«redis?.»«keys(p)»'), undefined);
  });
});

describe('a function that a file has already', () => {
  const declared = (source: string) =>
    fixed(`${source}\n«f()»`, ([span]) => [
      {
        kind: 'declare',
        name: 'all',
        typed: 'function all(client: Client, p: string) {}',
        untyped: 'function all(client, p) {}',
      },
      ...(span ? [{ kind: 'replace' as const, span, text: ['all()'] }] : []),
    ]);

  it('is used when it takes the same', () => {
    assert.equal(
      declared('function all(client: Redis, p = "*") {}'),
      'function all(client: Redis, p = "*") {}\nall()',
    );
  });

  it('is not when it takes something else', () => {
    assert.equal(declared('function all(p: string) {}'), undefined);
    assert.equal(declared('const all = 1;'), undefined);
  });
});

describe('a length of time that is written otherwise', () => {
  it('stays where text goes around it', () => {
    assert.equal(
      fixed("«c.set(k, v, 'EX', 60 * 60)»", (spans) =>
        spans.map(
          (call): FixEdit => ({
            kind: 'replace-ttl',
            call,
            argument: 3,
            before: ['withJitter('],
            after: [')'],
          }),
        ),
      ),
      "c.set(k, v, 'EX', withJitter(60 * 60))",
    );
  });

  it('goes where another takes its place', () => {
    assert.equal(
      fixed('«c.set(k, v, { EX: DAY })»', (spans) =>
        spans.map(
          (call): FixEdit => ({
            kind: 'replace-ttl',
            call,
            argument: 2,
            option: 'EX',
            before: ['300'],
            after: [],
            isDropped: true,
          }),
        ),
      ),
      'c.set(k, v, { EX: 300 })',
    );
  });

  it('is left alone where it is not written out', () => {
    assert.equal(
      fixed('«c.set(k, v, options)»', (spans) =>
        spans.map(
          (call): FixEdit => ({
            kind: 'replace-ttl',
            call,
            argument: 2,
            option: 'EX',
            before: ['300'],
            after: [],
            isDropped: true,
          }),
        ),
      ),
      undefined,
    );
  });
});
