/** What a text calls, found without a parser. */
import assert from 'node:assert/strict';
import { calledNames } from '../../server/src/facts/calledNames.js';
import { ExportedNames } from '../../server/src/facts/selection.js';

describe('the names that a text calls', () => {
  const names = (text: string) => [...calledNames(text)].sort();

  it('stand before a parenthesis or type arguments', () => {
    assert.deepEqual(names('a.save(b); get<User>(1); $run(x_1(2)); if (a) b'), [
      '$run',
      'get',
      'save',
      'x_1',
    ]);
  });

  it('are whole, and nothing where there is none', () => {
    assert.deepEqual(names('(1)((2)) "" <'), []);
    assert.deepEqual(names(''), []);
  });
});

describe('a module that may export a name', () => {
  const mayHold = (text: string | undefined) => new ExportedNames(() => text).mayHold('a.ts', 'user');

  it('holds it, or passes on what others export', () => {
    assert.equal(mayHold('export const user = 1;'), true);
    assert.equal(mayHold("export * from './user';"), true);
    assert.equal(mayHold('module.exports = make();'), true);
    assert.equal(mayHold('export const post = 1;'), false);
    assert.equal(mayHold(undefined), true);
  });
});
