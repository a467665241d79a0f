import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { findWriters, type PatternOfCode } from '../../client/src/codeLink/writers.js';
import { parseKeyPattern } from '../../shared/src/keyPattern.js';
import type { CodeSite } from '../../shared/src/protocol.js';

const site: CodeSite = {
  span: { file: 'src/cache.ts', start: 0, end: 1, line: 1, column: 1, endLine: 1, endColumn: 2 },
  functionName: 'put',
  command: 'set',
};

function pattern(text: string, sites: Partial<PatternOfCode['summary']> = { writes: [site] }): PatternOfCode {
  const nothing = { writes: [], reads: [], invalidations: [], databaseWrites: [], functions: [] };
  const summary = {
    pattern: text,
    nature: 'cache',
    entities: [],
    ttl: { kind: 'unknown' },
    ...nothing,
    ...sites,
  } as const;
  return { ...parseKeyPattern(text), summary };
}

describe('the code that writes a key', () => {
  it('is that of the most specific pattern', () => {
    const writers = findWriters('user:1:posts', [pattern('user:{id}:{part}'), pattern('user:{id}:posts')]);
    assert.ok(writers.kind === 'found');
    assert.equal(writers.pattern.summary.pattern, 'user:{id}:posts');
    assert.deepEqual(writers.sites, [site]);
  });

  it('is not guessed from a pattern that matches every key', () => {
    assert.equal(findWriters('user:1', [pattern('{key}')]).kind, 'none');
  });

  it('is missing for a reason: only read, nearest pattern, nothing known', () => {
    const reason = (key: string, patterns: readonly PatternOfCode[]): string => {
      const writers = findWriters(key, patterns);
      return writers.kind === 'none' ? writers.reason : '';
    };
    assert.match(
      reason('user:1', [pattern('user:{id}', { reads: [site] })]),
      /only reads keys like user:\{id\}/,
    );
    assert.match(reason('user-1', [pattern('user:{id}')]), /nearest pattern is user:\{id\}/);
    assert.match(
      reason('other', [pattern('user:{id}')]),
      /^No code in this workspace writes a key like other\. Another/,
    );
    assert.match(reason('other', []), /No cache keys were found/);
  });
});
