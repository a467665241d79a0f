import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  formatKeyPattern,
  keyPattern,
  literalPrefix,
  parseKeyPattern,
  toGlob,
  toRegExp,
  unify,
} from '../../shared/src/keyPattern.js';

const parts = fc.array(
  fc.oneof(
    fc.string({ maxLength: 6 }),
    fc.constantFrom('id', 'userId', 'page').map((hole) => ({ hole })),
  ),
  { maxLength: 6 },
);

describe('key patterns', () => {
  it('are read back as they were written', () => {
    fc.assert(
      fc.property(parts, (given) => {
        const pattern = keyPattern(given);
        assert.deepEqual(parseKeyPattern(formatKeyPattern(pattern)), pattern);
      }),
    );
  });

  it('match the keys they describe, and no others', () => {
    const expression = toRegExp(parseKeyPattern('user:{id}:v{version}'));
    assert.ok(expression.test('user:42:v3'));
    assert.ok(!expression.test('user:42'));
    assert.ok(!expression.test('a:user:42:v3'));
    assert.ok(!expression.test('user::v'));
  });

  it('escape glob characters of their text', () => {
    assert.equal(toGlob(parseKeyPattern('a*[b]:{id}?')), 'a\\*\\[b\\]:*\\?');
    assert.equal(literalPrefix(parseKeyPattern('user:{id}:x')), 'user:');
    assert.equal(literalPrefix(parseKeyPattern('{id}')), '');
  });

  const same: readonly (readonly [string, string])[] = [
    ['user:{id}', 'user:{userId}'],
    ['user:{id}', 'user:42'],
    ['{prefix}:42', 'user:{id}'],
    ['a{x}b', 'aXXb'],
    ['post-{slug}', 'post-{a}-{b}'],
  ];
  for (const [a, b] of same) {
    it(`${a} and ${b} can be the same key`, () => {
      assert.ok(unify(parseKeyPattern(a), parseKeyPattern(b)));
      assert.ok(unify(parseKeyPattern(b), parseKeyPattern(a)));
    });
  }

  const different: readonly (readonly [string, string])[] = [
    ['user:{id}', 'user:{id}:posts'],
    ['user:{id}', 'users:{id}'],
    ['user:{id}', 'user:'],
    ['a{x}b', 'ab'],
    ['user:{id}', 'order:{id}'],
    ['user:{id}:posts', 'user:posts:{id}'],
  ];
  for (const [a, b] of different) {
    it(`${a} and ${b} are never the same key`, () => {
      assert.ok(!unify(parseKeyPattern(a), parseKeyPattern(b)));
      assert.ok(!unify(parseKeyPattern(b), parseKeyPattern(a)));
    });
  }

  it('take more than one part for a hole that may hold them', () => {
    const [short, long] = [parseKeyPattern('user:{rest}'), parseKeyPattern('user:{id}:posts')];
    assert.ok(!unify(short, long));
    assert.ok(unify(short, long, ({ hole }) => hole === 'rest'));
    assert.ok(unify(long, short, ({ hole }) => hole === 'rest'));
  });

  it('unify with themselves, however many holes they have', () => {
    const long = parseKeyPattern('{a}'.repeat(30) + 'x'.repeat(30));
    assert.ok(unify(long, long));
    assert.ok(!unify(long, parseKeyPattern(`${'y'.repeat(60)}`)));
  });
});
