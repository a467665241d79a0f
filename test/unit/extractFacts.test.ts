import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { extractFacts } from '../../server/src/facts/extractFacts.js';
import { functionsInside, isInside } from '../../server/src/facts/functionNesting.js';

const SHOP = join(import.meta.dirname, '../workspaces/shop/src');
const SOURCES = [
  'services/reviewService.ts',
  'cache/cacheService.ts',
  'routes/admin.ts',
  'events/bus.ts',
].map((file) => readFileSync(join(SHOP, file), 'utf8'));

describe('facts of a file', () => {
  it('are plain data: they survive JSON unchanged', () => {
    for (const text of SOURCES) {
      const facts = extractFacts('a.ts', text);
      assert.deepEqual(JSON.parse(JSON.stringify(facts)), facts);
    }
  });

  it('are the same for the same text', () => {
    for (const text of SOURCES) assert.deepEqual(extractFacts('a.ts', text), extractFacts('b.ts', text));
  });

  it('list functions right behind the one they are written in', () => {
    const nested = [
      'export class A { @On((a) => a) b(c = () => 1) { return [1].map((d) => { const e = () => d; return e; }); } }',
      'function f() { g(function () { h(() => 2); }); function i() {} class J { k = () => 3; } }',
      'const l = () => ({ m() { return () => 4; } });',
    ].join('\n');
    for (const text of [...SOURCES, nested]) {
      const facts = extractFacts('a.ts', text);
      for (const index of facts.functions.keys()) {
        const inside = [...facts.functions.keys()].filter(
          (one) => one !== index && isInside(facts, one, index),
        );
        assert.deepEqual(functionsInside(facts, index), inside);
      }
    }
  });

  it('come out of every truncated text without an error', () => {
    fc.assert(
      fc.property(fc.constantFrom(...SOURCES), fc.double({ min: 0, max: 1, noNaN: true }), (text, share) => {
        extractFacts('a.ts', text.slice(0, Math.floor(text.length * share)));
      }),
      { numRuns: 150 },
    );
  });

  it('come out of spliced and random texts without an error', () => {
    const piece = fc.oneof(
      fc
        .constantFrom(...SOURCES)
        .chain((text) =>
          fc
            .nat(text.length)
            .chain((start) => fc.nat(120).map((length) => text.slice(start, start + length))),
        ),
      fc.string({ unit: 'binary', maxLength: 20 }),
      fc.constantFrom('{', '}', '`${', '=>', '@', 'class', 'async', '(', '[', '...', '//', '/*', '<T>'),
    );
    fc.assert(
      fc.property(
        fc.array(piece, { maxLength: 25 }),
        fc.constantFrom('a.ts', 'a.tsx', 'a.js'),
        (pieces, file) => {
          extractFacts(file, pieces.join(''));
        },
      ),
      { numRuns: 300 },
    );
  });

  it('come out of nesting that no stack could follow', () => {
    for (const depth of [300, 5_000]) {
      const deep = `${'f('.repeat(depth)}1${')'.repeat(depth)}`;
      assert.equal(extractFacts('a.ts', deep).functions.length, 1);
    }
  });

  it('give a method its own calls, whatever functions its decorators hold', () => {
    const text =
      "class Users {\n  @Query(() => User, { from: [(o) => o.id] })\n  one(@Arg('id', () => Int) id) { return load(id); }\n}";
    const { functions } = extractFacts('users.ts', text);
    const called = functions.filter(({ calls }) => calls.length > 0).map(({ name }) => name);
    assert.deepEqual(called, ['Users.one']);
    const [method] = functions.filter(({ name }) => name === 'Users.one');
    assert.equal(method?.parameters.length, 1);
    assert.equal(method?.returns.length, 1);
  });

  it('tell which `try` a call stands in, and which calls clean up after it', () => {
    const text = [
      'async function f() {',
      '  before();',
      '  try { inside(); try { deep(); } catch { failed(); } } finally { last(); }',
      '  after();',
      '}',
    ].join('\n');
    const { calls } = extractFacts('a.ts', text);
    const [before, inside, deep, failed, last, after] = calls;
    assert.deepEqual([before?.tries, after?.tries, last?.tries], [undefined, undefined, undefined]);
    const [outer] = inside?.tries ?? [];
    assert.equal(last?.cleanupOf, outer);
    assert.deepEqual(failed?.tries, [outer]);
    const inner = failed?.branches.find((step) => step.arm === 'catch')?.fork;
    assert.deepEqual(deep?.tries, [outer, inner]);
  });

  it('tell which `try` blocks hand a failure on', () => {
    const text = [
      'async function f() {',
      '  try { one(); } catch (error) { console.error(error); throw error; }',
      '  try { two(); } catch (error) { if (isGone(error)) return null; throw error; }',
      '  try { three(); } catch { log(); }',
      '  try { four(); } finally { close(); }',
      '}',
    ].join('\n');
    const { calls, functions } = extractFacts('a.ts', text);
    const handsOn = (name: string): boolean => {
      const call = calls.find(({ callee }) => callee.kind === 'name' && callee.name === name);
      const [fork = -1] = call?.tries ?? [];
      return functions[1]?.rethrows?.includes(fork) === true;
    };
    assert.deepEqual(['one', 'two', 'three', 'four'].map(handsOn), [true, false, false, true]);
  });

  it('notes the members that are looked at where only calls are written down', () => {
    const { functions } = extractFacts(
      'a.ts',
      `function count(row) {
         if (row.open) total += row.amount;
         if (row.named) tell(row.name);
         switch (row.kind) { case other.kindOfAll: break; }
         while (row.next) row = row.after;
       }`,
    );
    assert.deepEqual(functions[1]?.tested, ['amount', 'open', 'kind', 'kindOfAll', 'next']);
  });

  it('tell loops that nothing ends but an event, and variables that are counted', () => {
    const text = [
      'async function f(tries = 0) {',
      '  let sum = 0, same = 0;',
      '  while (await busy()) { wait(1); sum += 1; }',
      '  for (;;) { wait(2); }',
      '  while (true) { if (tries++ > 3) break; wait(3); }',
      '  for (let i = 0; i < 9; i++) wait(4);',
      '  for (const one of list) wait(same);',
      '}',
    ].join('\n');
    const { calls, bindings } = extractFacts('a.ts', text);
    const waits = calls.filter(({ callee }) => callee.kind === 'name' && callee.name === 'wait');
    const loops = waits.map(({ branches }) => branches.find((step) => step.arm === 'loop'));
    assert.deepEqual(
      loops.map((step) => step?.endless),
      [true, true, undefined, undefined, undefined],
    );
    assert.equal(loops[0]?.again?.kind, 'await');
    const counted = bindings.filter((binding) => binding.counted).map(({ name }) => name);
    assert.deepEqual(counted, ['tries', 'sum', 'i']);
  });

  it('tell a callback that runs at once from a handler that runs later', () => {
    const facts = extractFacts(
      'a.ts',
      `export function routes(app, prisma) {
         app.put('/users/:id', async () => { await prisma.$transaction(async (tx) => tx.user.update({})); });
       }`,
    );
    const named = facts.functions.map((fact) => [fact.name, fact.inline]);
    assert.deepEqual(named, [
      ['', false],
      ['routes', false],
      ['put /users/:id', false],
      ['', true],
    ]);
  });
});

describe('suppressions', () => {
  const read = (text: string, file = 'a.tsx') =>
    extractFacts(file, text).suppressions.map(({ scope, line, rules, reason }) => ({
      scope,
      line,
      rules: rules.map(({ id }) => id),
      reason,
    }));
  const nextLine = (line: number, rules = ['a-b'], reason = 'why') => ({
    scope: 'line',
    line,
    rules,
    reason,
  });

  it('are about the next line with code, whatever comments stand between', () => {
    assert.deepEqual(read('x();\n// cache-review-ignore-next-line a-b -- why\ny();\n'), [nextLine(3)]);
    assert.deepEqual(
      read(
        '// cache-review-ignore-next-line a-b -- why\n\n/* more */\n// cache-review-ignore-next-line c -- because of x\ny();',
      ),
      [nextLine(5), nextLine(5, ['c'], 'because of x')],
    );
    assert.deepEqual(read('x(); // cache-review-ignore-next-line a-b -- why\r\ny();'), [nextLine(2)]);
  });

  it('are block comments and comments in JSX as well', () => {
    assert.deepEqual(
      read('/* cache-review-ignore-next-line a-b,\n * c -- a reason\n * of two lines */\ny();'),
      [nextLine(4, ['a-b', 'c'], 'a reason of two lines')],
    );
    assert.deepEqual(read('/** cache-review-ignore-next-line a-b -- why */\ny();'), [nextLine(2)]);
    assert.deepEqual(
      read('const a = <p>\n  {/* cache-review-ignore-next-line a-b -- why */}\n  {/* b */}\n  {y()}\n</p>;'),
      [nextLine(4)],
    );
  });

  it('name several rules, or the whole file', () => {
    assert.deepEqual(read('// cache-review-ignore-next-line a-b , c,d -- why -- not\ny();'), [
      nextLine(2, ['a-b', 'c', 'd'], 'why -- not'),
    ]);
    assert.deepEqual(read('y();\n// cache-review-ignore-file a-b -- why'), [
      { ...nextLine(2), scope: 'file' },
    ]);
  });

  it('are read when they are incomplete', () => {
    assert.deepEqual(read('// cache-review-ignore-next-line\ny();'), [nextLine(2, [], '')]);
    assert.deepEqual(read('// cache-review-ignore-next-line a-b we sweep\ny();'), [nextLine(2, ['a-b'], '')]);
    assert.deepEqual(read('// cache-review-ignore-next-line a-b --\ny();'), [nextLine(2, ['a-b'], '')]);
    assert.deepEqual(read('/* cache-review-ignore-next-line a-b -- why'), [nextLine(1)]);
  });

  it('are not what only looks like one', () => {
    for (const text of [
      "const a = '// cache-review-ignore-next-line a-b -- why';",
      'const a = `\\n// cache-review-ignore-next-line a-b -- why\\n$' +
        '{b}\\n// cache-review-ignore-file c -- d`;',
      '// write: // cache-review-ignore-next-line a-b -- why\ny();',
      '/* src/*.ts\n // cache-review-ignore-next-line a-b -- why\n*/ y();',
      '// cache-review-ignore-next-lines a-b -- why\ny();',
      'const a = <p>\n// cache-review-ignore-next-line a-b -- why\n{y()}</p>;',
    ]) {
      assert.deepEqual(read(text), [], text);
    }
    const afterGlob = '// src/*.ts\n// cache-review-ignore-next-line a-b -- why\ny();';
    assert.deepEqual(read(afterGlob), [nextLine(3)]);
  });

  it('keep a script to its end, and say where they do not', () => {
    const partsOf = (length: number): readonly unknown[] => {
      const text = `redis.call('SET', KEYS[1], ARGV[1])\n${'-- note\n'.repeat(length)}return 1`;
      const { bindings } = extractFacts('a.ts', `const script = \`${text}\`;`);
      const value = bindings[0]?.initializer;
      return value?.kind === 'template' ? value.parts : [value?.kind === 'text' && value.value === text];
    };
    assert.deepEqual(partsOf(500), [true]);
    assert.equal(partsOf(5_000).length, 2);
  });
});
