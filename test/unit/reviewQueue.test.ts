import assert from 'node:assert/strict';
import { createReviewQueue } from '../../server/src/lsp/reviewQueue.js';

/** Longer than a test takes. */
const NEVER_MS = 1_000_000;

describe('the queue of reviews', () => {
  const counting = (during?: (run: number) => void) => {
    const runs: AbortSignal[] = [];
    const queue = createReviewQueue(
      async (signal) => {
        runs.push(signal);
        during?.(runs.length);
      },
      () => undefined,
    );
    return { queue, runs };
  };

  it('serves requests that come together with one run', async () => {
    const { queue, runs } = counting();
    for (let request = 0; request < 5; request++) queue.request(1);
    await queue.settled();
    assert.equal(runs.length, 1);
    assert.equal(queue.isSettled, true);
  });

  it('does not wait for a later request that can wait longer', async () => {
    const { queue, runs } = counting();
    queue.request(1);
    queue.request(NEVER_MS);
    await queue.settled();
    assert.equal(runs.length, 1);
  });

  it('runs at once what somebody has come to wait for', async () => {
    const { queue, runs } = counting();
    queue.request(NEVER_MS);
    queue.hasten(1);
    await queue.settled();
    assert.equal(runs.length, 1);
    queue.request(NEVER_MS);
    assert.equal(queue.isSettled, false);
    queue.hasten(1);
    await queue.settled();
    assert.equal(runs.length, 2);
    queue.dispose();
  });

  it('is not hastened by what it has done already', async () => {
    const { queue, runs } = counting();
    queue.request(1);
    await queue.settled();
    queue.hasten(1);
    queue.request(1);
    await queue.settled();
    assert.equal(runs.length, 2);
  });

  it('stops a run that has become stale and runs anew', async () => {
    const { queue, runs } = counting((run) => {
      if (run === 1) queue.request(1);
    });
    queue.request(1);
    await queue.settled();
    assert.deepEqual(
      runs.map(({ aborted }) => aborted),
      [true, false],
    );
  });

  it('lets everyone go who waits when it is closed', async () => {
    const { queue, runs } = counting();
    queue.request(NEVER_MS);
    const waiting = queue.settled();
    queue.dispose();
    await waiting;
    assert.equal(runs.length, 0);
  });
});
