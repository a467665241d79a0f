import assert from 'node:assert/strict';
import { differenceOf } from '../../server/src/model/keys/nearKeys.js';
import { parseKeyPattern } from '../../shared/src/keyPattern.js';

describe('keys that are almost alike', () => {
  const cases: readonly (readonly [deleted: string, written: string, difference: string | undefined])[] = [
    ['user-{id}', 'user:{userId}', 'separators'],
    ['userprofile:{id}', 'userProfile:{id}', 'separators'],
    ['users:{id}', 'user:{id}', 'spelling'],
    ['prodcut:{id}', 'product:{id}', 'spelling'],
    ['user:posts:{id}', 'user:{id}:posts', 'order'],
    ['app:user:{id}', 'user:{id}', 'more'],
    ['user:{id}', 'user:{tenant}:{id}', 'less'],
    ['films', 'films:{page}:{limit}', 'less'],
    ['films', 'films_page_{page}', 'less'],
    ['user:v1:{id}', 'user:v2:{id}', undefined],
    ['order:{id}', 'user:{id}', undefined],
    ['posts:{id}', 'user:{id}:posts:all', undefined],
    ['map:{id}', 'mat:{id}', undefined],
    ['films', 'films:all:new', undefined],
  ];
  for (const [deleted, written, difference] of cases) {
    it(`${deleted} beside ${written}: ${difference ?? 'too much is different'}`, () => {
      assert.equal(differenceOf(parseKeyPattern(deleted), parseKeyPattern(written)), difference);
    });
  }
});
