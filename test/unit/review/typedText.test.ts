import assert from 'node:assert/strict';
import { offsetsAfterTyping } from '../../../server/src/review/typedText.js';

describe('places after something was typed', () => {
  const placesOf = (before: string, after: string) =>
    [...before, ''].map((_, offset) => offsetsAfterTyping(before, after).get(offset));

  it('stay before it and move behind it', () => {
    assert.deepEqual(placesOf('abc', 'abXYc'), [0, 1, 2, 5]);
    assert.deepEqual(placesOf('abc', 'Xabc'), [0, 2, 3, 4]);
    assert.deepEqual(placesOf('abc', 'abcX'), [0, 1, 2, 3]);
  });

  it('are unknown inside what was typed over', () => {
    assert.deepEqual(placesOf('abcd', 'aXd'), [0, 1, undefined, 2, 3]);
    assert.deepEqual(placesOf('abcd', 'ad'), [0, 1, undefined, 1, 2]);
  });

  it('are what they were in an equal text, also where it repeats itself', () => {
    assert.deepEqual(placesOf('aaa', 'aaa'), [0, 1, 2, 3]);
    assert.deepEqual(placesOf('aa', 'aaa'), [0, 1, 2]);
  });
});
