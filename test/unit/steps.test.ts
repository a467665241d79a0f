import assert from 'node:assert/strict';
import { allSteps, pacedSteps, type Steps } from '../../server/src/model/steps.js';

describe('work in steps', () => {
  function* counting(done: number[]): Steps<string> {
    for (let step = 0; step < 3; step++) {
      done.push(step);
      yield;
    }
    return 'whole';
  }

  it('gives the same at once and paced, with a pause between two steps', async () => {
    const done: number[] = [];
    let pauses = 0;
    const paced = await pacedSteps(counting(done), async () => {
      pauses++;
    });
    assert.deepEqual({ paced, pauses, done }, { paced: 'whole', pauses: 3, done: [0, 1, 2] });
    assert.equal(allSteps(counting([])), 'whole');
  });

  it('is left where its pause rejects', async () => {
    const done: number[] = [];
    const stopped = pacedSteps(counting(done), () => Promise.reject(new Error('a newer edit')));
    await assert.rejects(stopped, /a newer edit/);
    assert.deepEqual(done, [0]);
  });
});
