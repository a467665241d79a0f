/** What a session finds after edits is what a fresh review of the same texts finds, to the last byte. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { createAnalysis } from '../../../server/src/analysis.js';
import { createMemoryWorkspace } from '../../../server/src/workspace/memoryWorkspace.js';
import { DEFAULT_REVIEW_SETTINGS } from '../../../shared/src/settings.js';
import { fixtureNames, joinFixtures } from './joinedFixtures.js';

const settings = { ...DEFAULT_REVIEW_SETTINGS, showPossible: true };
const names = fixtureNames();

const edit = fc.record({
  file: fc.nat(),
  /** Parts of the text, so that a shorter file is hit as well as a longer one. */
  place: fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }),
  change: fc.constantFrom(
    ...['line-deleted', 'line-repeated', 'line-cut', 'file-deleted', 'file-copied'],
    ...['"x"', '" "', '"\\n"', '"// a comment\\n"', '"\\n\\n\\n"', '";"'],
    '"// cache-review-ignore-next-line missing-ttl -- swept\\n"',
  ),
});

type Edit = typeof edit extends fc.Arbitrary<infer T> ? T : never;

describe('a session', () => {
  it('finds after every edit what a fresh review finds', async () => {
    const workspace = fc.shuffledSubarray([...names], { minLength: 3, maxLength: 8 });
    const edits = fc.array(edit, { minLength: 1, maxLength: 8 });
    const property = fc.asyncProperty(workspace, edits, async (chosen, changes) => {
      const texts = new Map(Object.entries(joinFixtures(chosen, (position) => `part${position}`)));
      const source = createMemoryWorkspace(Object.fromEntries(texts));
      const session = createAnalysis(source, settings);
      await session.review();
      for (const change of changes) {
        for (const [file, text] of apply(change, texts)) {
          source.write(file, text);
          if (text === undefined) texts.delete(file);
          else texts.set(file, text);
        }
        const fresh = createAnalysis(createMemoryWorkspace(Object.fromEntries(texts)), settings);
        const [again, anew] = [await session.review(), await fresh.review()];
        assert.deepEqual(again.findings, anew.findings);
        assert.deepEqual(again.keyPatterns, anew.keyPatterns);
        assert.deepEqual(again.problems, anew.problems);
      }
    });
    await fc.assert(property, { numRuns: Number(process.env.CACHE_REVIEW_RUNS ?? 40) });
  }).timeout(240_000);
});

/** Texts that become others; undefined deletes. */
function apply(
  { file, place, change }: Edit,
  texts: ReadonlyMap<string, string>,
): readonly (readonly [string, string | undefined])[] {
  const files = [...texts.keys()].filter((name) => /\.[jt]sx?$/.test(name)).sort();
  const name = files[file % files.length];
  if (name === undefined) return [];
  const text = texts.get(name) ?? '';
  if (change === 'file-deleted') return [[name, undefined]];
  if (change === 'file-copied') return [[name.replace(/(?=\.[^.]+$)/, 'Copy'), text]];
  const lines = text.split('\n');
  const at = Math.floor(place * lines.length);
  const line = lines[at] ?? '';
  if (change === 'line-deleted') return [[name, lines.toSpliced(at, 1).join('\n')]];
  if (change === 'line-repeated') return [[name, lines.toSpliced(at, 0, line).join('\n')]];
  if (change === 'line-cut') return [[name, lines.with(at, line.slice(0, line.length / 2)).join('\n')]];
  const typed: string = JSON.parse(change);
  const isWhole = typed.endsWith('\n');
  const offset = isWhole ? lines.slice(0, at).join('\n').length + 1 : Math.floor(place * text.length);
  return [[name, `${text.slice(0, offset)}${typed}${text.slice(offset)}`]];
}
