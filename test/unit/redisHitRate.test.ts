/** The hit rate from made-up counters: what counts, what is a gap, and what is advised. */
import assert from 'node:assert/strict';
import { connectionProblem } from '../../client/src/redis/connectionError.js';
import {
  addSample,
  EMPTY_HISTORY,
  type HitRateHistory,
  hitRateView,
  type Sample,
  wilsonInterval,
} from '../../client/src/redis/hitRate.js';
import { type NodeInformation, parseInformation } from '../../client/src/redis/information.js';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

interface Counters {
  readonly hits?: number;
  readonly misses?: number;
  readonly evicted?: number;
  readonly expired?: number;
  readonly commands?: number;
  readonly uptime?: number;
  readonly runId?: string;
  readonly role?: string;
  readonly replid?: string;
  readonly loading?: number;
  readonly memory?: number;
  readonly limit?: number;
  readonly own?: readonly [hits: number, misses: number, epoch?: number];
  readonly node?: string;
}

function nodeOf(counters: Counters): NodeInformation {
  const text = `# Server\r\nredis_version:7.0.15\r\nrun_id:${counters.runId ?? 'r'}\r\nuptime_in_seconds:${counters.uptime ?? 100_000}
loading:${counters.loading ?? 0}\r\nused_memory:${counters.memory ?? 1_000}\r\nmaxmemory:${counters.limit ?? 0}
keyspace_hits:${counters.hits ?? 0}\r\nkeyspace_misses:${counters.misses ?? 0}\r\nevicted_keys:${counters.evicted ?? 0}
expired_keys:${counters.expired ?? 0}\r\ntotal_commands_processed:${counters.commands ?? 1_000_000}
role:${counters.role ?? 'master'}\r\nmaster_replid:${counters.replid ?? 'x'}\r\ndb0:keys=1000,expires=900,avg_ttl=5\r\n`;
  const [hits, misses, epoch = 1] = counters.own ?? [0, 0];
  return {
    node: counters.node ?? 'a:1',
    information: parseInformation(text),
    own: { hits: BigInt(hits), misses: BigInt(misses), epoch },
  };
}

function sample(seconds: number, ...nodes: readonly Counters[]): Sample {
  return { takenAt: seconds * SECOND, nodes: nodes.map(nodeOf) };
}

function history(...samples: readonly Sample[]): HitRateHistory {
  return samples.reduce((sofar, next) => addSample(sofar, next, 5 * SECOND), EMPTY_HISTORY);
}

/** One sample every 5 seconds for so many minutes; `perSample` gives what each adds. */
function steady(
  minutes: number,
  perSample: (index: number) => Counters,
  base: Counters = {},
): HitRateHistory {
  const total = { hits: 0, misses: 0, evicted: 0, expired: 0 };
  const samples = [sample(0, { ...base, ...total })];
  for (let index = 1; index <= minutes * 12; index++) {
    const added = perSample(index);
    for (const name of ['hits', 'misses', 'evicted', 'expired'] as const) total[name] += added[name] ?? 0;
    samples.push(sample(index * 5, { ...base, ...total, uptime: (base.uptime ?? 100_000) + index * 5 }));
  }
  return history(...samples);
}

describe('hit rate', () => {
  it('takes differences, and subtracts our own lookups', () => {
    const view = hitRateView(
      history(
        sample(0, { hits: 1_000, misses: 500, own: [10, 5] }),
        sample(5, { hits: 1_190, misses: 530, evicted: 10, expired: 20, own: [110, 15] }),
      ),
      5 * SECOND,
    );
    const [point] = view.points;
    assert.deepEqual([point?.hits, point?.misses, point?.rate], [90, 20, 90 / 110]);
    assert.deepEqual(
      [point?.lookupsPerSecond, point?.evictionsPerSecond, point?.expiredPerSecond],
      [22, 2, 4],
    );
    assert.equal(view.sinceReset, 1_080 / (1_080 + 515));
    assert.equal(view.withoutTtl, 1 - 900 / 1_000);
  });

  it('keeps counters beyond 2^53 exact', () => {
    const large = 9_007_199_254_740_993n;
    const at = (seconds: number, hits: bigint): Sample => {
      const node = nodeOf({});
      return { takenAt: seconds * SECOND, nodes: [{ ...node, information: { ...node.information, hits } }] };
    };
    assert.equal(history(at(0, large), at(5, large + 1n)).points[0]?.hits, 1);
    assert.equal(parseInformation(`keyspace_hits:${large}\r\n`).hits, large);
  });

  it('sums primaries before it divides', () => {
    const view = hitRateView(
      history(
        sample(0, { node: 'a' }, { node: 'b' }),
        sample(5, { node: 'a', hits: 900, misses: 100 }, { node: 'b', hits: 0, misses: 100 }),
      ),
      5 * SECOND,
    );
    assert.equal(view.windows[1]?.rate, 900 / 1_100);
    assert.deepEqual(
      view.perNode.map(({ node, rate }) => [node, rate]),
      [
        ['a', 0.9],
        ['b', 0],
      ],
    );
  });

  const before: Counters = { hits: 100, misses: 100, uptime: 500, commands: 1_000 };
  const gaps: readonly (readonly [string, Counters])[] = [
    ['restart', { hits: 200, misses: 200, uptime: 5, runId: 'other' }],
    ['restart', { hits: 200, misses: 200, uptime: 5 }],
    ['reset', { hits: 10, misses: 200, uptime: 505 }],
    ['reset', { hits: 200, misses: 200, uptime: 505, commands: 10 }],
    ['reset', { hits: 110, misses: 110, uptime: 505, own: [50, 0] }],
    ['failover', { hits: 200, misses: 200, uptime: 505, role: 'slave' }],
    ['failover', { hits: 200, misses: 200, uptime: 505, replid: 'y' }],
    ['loading', { hits: 200, misses: 200, uptime: 505, loading: 1 }],
    ['reconnected', { hits: 200, misses: 200, uptime: 505, own: [0, 0, 2] }],
    ['nodesChanged', { hits: 200, misses: 200, uptime: 505, node: 'b:1' }],
  ];
  for (const [reason, after] of gaps) {
    it(`draws a gap and starts anew: ${reason} (${Object.keys(after).join(', ')})`, () => {
      const next = { ...after, hits: 1_000, misses: 1_000, commands: 9_000_000 };
      const { points } = history(
        sample(0, before),
        sample(5, { commands: 2_000, ...after }),
        sample(10, { ...next, uptime: (after.uptime ?? 0) + 5, loading: 0 }),
      );
      assert.deepEqual([points[0]?.gap, points[0]?.hits, points[0]?.rate], [reason, 0, undefined]);
      if (reason !== 'loading') assert.equal(points[1]?.gap, undefined);
    });
  }

  it('draws a gap after a pause of more than five intervals, but not before', () => {
    assert.equal(history(sample(0, {}), sample(25, { hits: 5 })).points[0]?.gap, undefined);
    assert.equal(history(sample(0, {}), sample(26, { hits: 5 })).points[0]?.gap, 'pause');
  });

  it('marks a lost connection once, and starts anew after it', () => {
    const lost = (seconds: number): Sample => ({
      takenAt: seconds * SECOND,
      problem: connectionProblem('serverDown', { endpoint: 'a:1', tls: false }, 'ECONNREFUSED'),
    });
    const broken = history(sample(0, {}), lost(5), lost(10));
    assert.deepEqual(
      broken.points.map(({ gap, at }) => [gap, at]),
      [['disconnected', 10 * SECOND]],
    );
    assert.equal(hitRateView(broken, 10 * SECOND).state, 'disconnected');
    const back = addSample(
      addSample(broken, sample(15, { hits: 50 }), 5_000),
      sample(20, { hits: 60 }),
      5_000,
    );
    assert.deepEqual(
      back.points.map(({ gap, hits }) => [gap, hits]),
      [
        ['disconnected', 0],
        [undefined, 10],
      ],
    );
  });

  it('keeps an hour and no more', () => {
    const { points } = steady(70, () => ({ hits: 1 }));
    assert.equal(points.length, 720);
  });

  it('says when there is nothing to say yet, too little, or too early', () => {
    assert.equal(hitRateView(EMPTY_HISTORY, 0).state, 'waiting');
    assert.equal(hitRateView(history(sample(0, {})), 0).state, 'waiting');
    const few = steady(1, () => ({ hits: 5, misses: 3 }));
    assert.equal(hitRateView(few, MINUTE).state, 'notEnoughTraffic');
    assert.deepEqual(
      hitRateView(few, MINUTE).diagnosis.map(({ id }) => id),
      ['notEnoughTraffic'],
    );
    const cold = steady(1, () => ({ hits: 50, misses: 50 }), { uptime: 60 });
    assert.equal(hitRateView(cold, MINUTE).state, 'cold');
    assert.deepEqual(
      hitRateView(cold, MINUTE).diagnosis.map(({ id }) => id),
      ['cold'],
    );
    assert.equal(
      hitRateView(
        steady(1, () => ({ hits: 95, misses: 5 })),
        MINUTE,
      ).state,
      'ok',
    );
  });

  it('is forbidden when INFO does not have the counters', () => {
    const silent: Sample = {
      takenAt: 0,
      nodes: [{ ...nodeOf({}), information: parseInformation('redis_version:7\r\n') }],
    };
    assert.equal(hitRateView(history(silent), 0).state, 'forbidden');
  });

  it('counts in each window only what happened in it', () => {
    const view = hitRateView(
      steady(10, () => ({ hits: 9, misses: 1 })),
      10 * MINUTE,
    );
    assert.deepEqual(
      view.windows.map(({ windowMs, hits }) => [windowMs, hits]),
      [
        [10_000, 18],
        [60_000, 108],
        [300_000, 540],
        [3_600_000, 1_080],
      ],
    );
    assert.deepEqual(
      view.windows.map(({ enough }) => enough),
      [false, true, true, true],
    );
  });

  const advice: readonly (readonly [string, string[], HitRateHistory])[] = [
    [
      'evictions and misses grow',
      ['memoryConstrained'],
      steady(5, (i) => ({ hits: 80, misses: 20 + i, evicted: i })),
    ],
    [
      'a wave of expired keys',
      ['expiryWave'],
      steady(12, (i) =>
        i > 132 ? { hits: 90, misses: 40, expired: 50 } : { hits: 95, misses: 5, expired: 5 },
      ),
    ],
    ['low and flat for minutes', ['invalidationOrKeyDesign'], steady(6, () => ({ hits: 85, misses: 15 }))],
    [
      'very low for a quarter of an hour',
      ['invalidationOrKeyDesign', 'notWorthIt'],
      steady(16, () => ({ hits: 50, misses: 50 })),
    ],
    ['nearly only hits', ['maybeStale'], steady(6, () => ({ hits: 999, misses: 1 }))],
    ['a good rate', ['healthy'], steady(6, () => ({ hits: 95, misses: 5 }))],
    ['low with keys expiring', ['unclear'], steady(6, () => ({ hits: 85, misses: 15, expired: 15 }))],
  ];
  for (const [situation, expected, from] of advice) {
    it(`advises on ${situation}`, () => {
      const now = from.points.at(-1)?.at ?? 0;
      const { diagnosis } = hitRateView(from, now);
      assert.deepEqual(
        diagnosis.map(({ id }) => id),
        expected,
      );
      for (const { message } of diagnosis) assert.match(message, /^[A-Z].*\.$/);
    });
  }

  it('gives the Wilson interval', () => {
    const { low, high } = wilsonInterval(90, 100);
    assert.ok(Math.abs(low - 0.8256) < 0.0005 && Math.abs(high - 0.9448) < 0.0005, `${low} ${high}`);
    assert.deepEqual(wilsonInterval(0, 0), { low: 0, high: 1 });
    assert.ok(wilsonInterval(0, 10).high < 0.31 && wilsonInterval(10, 10).low > 0.69);
  });
});

describe('INFO', () => {
  it('knows Valkey from Redis, although Valkey names both', () => {
    const valkey = parseInformation('redis_version:7.2.4\r\nserver_name:valkey\r\nvalkey_version:8.0.1\r\n');
    assert.deepEqual([valkey.product, valkey.version], ['valkey', '8.0.1']);
    const redis = parseInformation('redis_version:7.0.15\r\n');
    assert.deepEqual([redis.product, redis.version], ['redis', '7.0.15']);
    assert.equal(parseInformation('').product, 'unknown');
  });

  it('reads every database, and nothing from lines it does not understand', () => {
    const text =
      '# Keyspace\r\ndb0:keys=5,expires=2,avg_ttl=0\ndb12:keys=7,expires=0\r\nused_memory:abc\r\n:::\r\nno colon\r\n';
    const information = parseInformation(text);
    assert.deepEqual(information.databases, [
      { database: 0, keys: 5, expires: 2 },
      { database: 12, keys: 7, expires: 0 },
    ]);
    assert.equal(information.usedMemory, 0n);
    assert.equal(information.hits, undefined);
  });
});
