import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { extractFacts } from '../../server/src/facts/extractFacts.js';

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

  it('number lines of suppressions by the line they silence', () => {
    const facts = extractFacts(
      'a.ts',
      'x();\n// cache-review-ignore-next-line missing-ttl -- swept nightly\ny();\n',
    );
    assert.deepEqual(
      facts.suppressions.map(({ line, rule, reason }) => ({ line, rule, reason })),
      [{ line: 3, rule: 'missing-ttl', reason: 'swept nightly' }],
    );
  });
});
