/** What a text calls, found without a parser. */
import assert from 'node:assert/strict';
import { calledNames } from '../../server/src/facts/calledNames.js';
import { namesOrPassesOn } from '../../server/src/facts/selection.js';

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
  it('holds it, or passes on what others export', () => {
    assert.equal(namesOrPassesOn('export const user = 1;', 'user'), true);
    assert.equal(namesOrPassesOn("export * from './user';", 'user'), true);
    assert.equal(namesOrPassesOn('module.exports = make();', 'user'), true);
    assert.equal(namesOrPassesOn('export const post = 1;', 'user'), false);
    assert.equal(namesOrPassesOn(undefined, 'user'), true);
  });
});
