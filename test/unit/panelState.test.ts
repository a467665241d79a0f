import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { connectionNotice, liveState, samplingNotice } from '../../client/src/panel/panelState.js';
import { readFromPanel } from '../../client/src/panel/protocol.js';
import { connectionProblem } from '../../client/src/redis/connectionError.js';
import type { HitRatePoint, HitRateView } from '../../client/src/redis/hitRate.js';

const NOW = 1_000_000;
const quiet: HitRatePoint = {
  at: NOW,
  elapsedMs: 0,
  hits: 0,
  misses: 0,
  lookupsPerSecond: 0,
  evictionsPerSecond: 0,
  expiredPerSecond: 0,
  nodes: [],
};

function view(points: readonly HitRatePoint[], change: Partial<HitRateView> = {}): HitRateView {
  const window = { windowMs: 60_000, hits: 85, misses: 15, rate: 0.85, low: 0.77, high: 0.91, enough: true };
  return { state: 'ok', points, windows: [window], perNode: [], diagnosis: [], ...change };
}

const problem = connectionProblem('serverDown', { endpoint: 'cache:6379', tls: false }, 'ECONNREFUSED');

describe('what the hit-rate panel shows', () => {
  it('is a verdict by the lines of 90 and 80 per cent', () => {
    const verdict = (rate: number): string => {
      const window = { windowMs: 60_000, hits: 0, misses: 0, rate, enough: true };
      const points = [{ ...quiet, elapsedMs: 5_000 }];
      return liveState(view(points, { windows: [window] }), '1m', 5_000, NOW).verdict;
    };
    assert.deepEqual([0.95, 0.9, 0.85, 0.8, 0.79].map(verdict), ['good', 'good', 'watch', 'watch', 'bad']);
  });

  it('is averaged over the time of the samples, of the chosen window only', () => {
    const points = [
      { ...quiet, at: NOW - 120_000, elapsedMs: 5_000, hits: 9_999, evictionsPerSecond: 99 },
      { ...quiet, at: NOW - 10_000, elapsedMs: 5_000, hits: 80, misses: 20, evictionsPerSecond: 2 },
      { ...quiet, at: NOW, elapsedMs: 15_000, hits: 60, misses: 40, evictionsPerSecond: 0 },
    ];
    const { rates } = liveState(view(points), '1m', 5_000, NOW);
    assert.equal(rates.lookupsPerSecond, 10);
    assert.equal(rates.missesPerSecond, 3);
    assert.equal(rates.evictionsPerSecond, 0.5);
  });

  it('is a gap with a name, never zero, where the counters started again', () => {
    const live = liveState(
      view([
        { ...quiet, gap: 'restart' },
        { ...quiet, elapsedMs: 5_000 },
      ]),
      '1m',
      5_000,
      NOW,
    );
    assert.deepEqual(
      live.points.map((point) => point.lookupsPerSecond),
      [null, 0],
    );
    assert.deepEqual(live.markers, [{ at: NOW, label: 'restarted' }]);
  });

  it('gives no verdict while the cache is cold or nobody looks anything up', () => {
    const points = [{ ...quiet, elapsedMs: 5_000 }];
    const cold = liveState(view(points, { state: 'cold' }), '1m', 5_000, NOW);
    assert.deepEqual([cold.phase, cold.verdict], ['cold', 'unknown']);
    const windows = [{ windowMs: 60_000, hits: 3, misses: 1, enough: false }];
    const few = liveState(view(points, { windows }), '1m', 5_000, NOW);
    assert.deepEqual([few.phase, few.verdict, few.rates.hitRate], ['quiet', 'unknown', null]);
    assert.equal(liveState(view([]), '1m', 5_000, NOW).phase, 'waiting');
  });

  it('tells no limit from a limit that is not known', () => {
    const maximum = (change: Partial<HitRateView>): number | null =>
      liveState(view([], change), '1m', 5_000, NOW).maximumBytes;
    assert.deepEqual(
      [maximum({}), maximum({ usedMemory: 5 }), maximum({ usedMemory: 5, maximumMemory: 9 })],
      [null, 0, 9],
    );
  });

  it('is a notice that names the next step when there are no numbers', () => {
    const down = connectionNotice('shop', { kind: 'connecting' }, problem);
    assert.equal(down?.title, problem.title);
    assert.equal(`${down?.title} ${down?.message}`, problem.message);
    assert.equal(connectionNotice('shop', { kind: 'connecting' }, undefined)?.kind, 'connecting');
    assert.equal(connectionNotice('shop', { kind: 'idle' }, undefined)?.actions[0]?.id, 'connect');
    const refused = samplingNotice(view([], { state: 'forbidden' }), 'reader');
    assert.equal(refused?.code, 'ACL SETUSER reader +info');
    assert.equal(samplingNotice(view([]), 'reader'), undefined);
  });
});

describe('a message of the page', () => {
  it('is read when it has one of the known shapes, and dropped otherwise', () => {
    assert.deepEqual(readFromPanel({ type: 'select-window', window: '5m' }), {
      type: 'select-window',
      window: '5m',
    });
    for (const message of [
      null,
      'ready',
      {},
      { type: 'select-window', window: '2y' },
      { type: 'run', action: 'format-disk' },
      { type: 'select-connection', connectionId: 7 },
    ]) {
      assert.equal(readFromPanel(message), undefined);
    }
  });
});
