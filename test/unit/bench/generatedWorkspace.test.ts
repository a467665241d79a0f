import assert from 'node:assert/strict';
import { dirname, join } from 'node:path';
import { describe, it } from 'mocha';
import { createAnalysis } from '../../../server/src/analysis.js';
import { mentionsCache } from '../../../server/src/facts/selection.js';
import { createMemoryWorkspace } from '../../../server/src/workspace/memoryWorkspace.js';
import { DEFAULT_REVIEW_SETTINGS } from '../../../shared/src/settings.js';
import { generateWorkspace } from '../../bench/generatedWorkspace.js';

describe('the workspace that is measured', () => {
  it('is the same for the same seed, and another for another', () => {
    const texts = (seed: number) => JSON.stringify([...generateWorkspace(200, seed).files]);
    assert.equal(texts(1), texts(1));
    assert.notEqual(texts(1), texts(2));
  });

  it('is as large as asked', () => {
    const sources = [...generateWorkspace(500, 1).files.keys()].filter((file) => /\.tsx?$/.test(file));
    assert.equal(sources.length, 500);
  });

  it('mentions a cache in about one file of sixteen', () => {
    const { files } = generateWorkspace(1000, 1);
    const mentioning = [...files.values()].filter((text) => mentionsCache(text)).length;
    assert.ok(mentioning >= 60 && mentioning <= 70, `${mentioning} of 1000`);
  });

  it('holds the defects that it says, and nothing else is reported', async () => {
    const { files } = generateWorkspace(1000, 1);
    const analysis = createAnalysis(
      createMemoryWorkspace(Object.fromEntries(files)),
      DEFAULT_REVIEW_SETTINGS,
    );
    const { findings } = await analysis.review();
    const rules = new Set(findings.map(({ rule }) => rule));
    // Nothing in it keeps callers from loading the same at once; of such places only the first few are named.
    assert.deepEqual([...rules].sort(), ['missing-ttl', 'stampede', 'write-without-invalidation']);
    assert.ok(findings.every(({ span }) => /Service\.ts$/.test(span.file)));
  });

  it('is parsed no further than texts mention a cache, write rows, or are imported by such', async () => {
    const { files } = generateWorkspace(1000, 1);
    const chosen = [...files].filter(([, text]) => mentionsCache(text) || WRITES.test(text));
    const mayBeParsed = new Set([...chosen.map(([file]) => file), ...importedBy(chosen, files)]);
    const { statistics } = await createAnalysis(
      createMemoryWorkspace(Object.fromEntries(files)),
      DEFAULT_REVIEW_SETTINGS,
    ).review();
    assert.ok(
      statistics.parsed > 0 && statistics.parsed <= mayBeParsed.size,
      `${statistics.parsed} of ${mayBeParsed.size}`,
    );
  });
});

const WRITES = /\.(create|update|delete|upsert)(Many)?\(/;

function importedBy(
  texts: readonly (readonly [string, string])[],
  files: ReadonlyMap<string, string>,
): readonly string[] {
  return texts.flatMap(([file, text]) =>
    [...text.matchAll(/from '(\.[^']+)'/g)].flatMap(([, specifier = '']) => {
      const target = join(dirname(file), specifier).replace(/\.js$/, '');
      return [`${target}.ts`, `${target}.tsx`, `${target}/index.ts`].filter((name) => files.has(name));
    }),
  );
}
