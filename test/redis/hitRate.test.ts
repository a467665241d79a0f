/** The hit rate of real servers: what others do, to the last lookup, whatever we do beside them. */
import assert from 'node:assert/strict';
import type { Redis } from 'ioredis';
import type { Connection } from '../../client/src/redis/connection.js';
import {
  addSample,
  EMPTY_HISTORY,
  type HitRateHistory,
  hitRateView,
  type Sample,
} from '../../client/src/redis/hitRate.js';
import { readInformation } from '../../client/src/redis/information.js';
import { readKeyDetails } from '../../client/src/redis/keyDetails.js';
import { startKeyScan } from '../../client/src/redis/keyScan.js';
import { createOwnLookupLedger } from '../../client/src/redis/ownLookups.js';
import { readValue } from '../../client/src/redis/value.js';
import { connectTo, PRODUCTS, startServer, stateOf, type TestServer } from './testServers.js';

const INTERVAL_MS = 5_000;

for (const product of PRODUCTS) {
  describe(`hit rate of ${product.name}`, () => {
    let server: TestServer;
    let connection: Connection;
    let clock: number;

    beforeEach(async () => {
      server = await startServer(product);
      connection = await connectTo(server.url);
      clock = 1_700_000_000_000;
    });
    afterEach(async () => {
      await connection.close();
      await server.stop();
    });

    /** A sample of the real server at a time of our choosing. */
    async function sample(): Promise<Sample> {
      clock += INTERVAL_MS;
      const result = await readInformation(connection.gate);
      return result.ok
        ? { takenAt: clock, nodes: result.nodes }
        : { takenAt: clock, problem: result.problem };
    }

    async function sampleInto(history: HitRateHistory): Promise<HitRateHistory> {
      return addSample(history, await sample(), INTERVAL_MS);
    }

    /** What the tool does all day, without a pause. */
    async function browse({ gate } = connection): Promise<void> {
      const page = await startKeyScan(gate).next();
      await readKeyDetails(gate, page.keys, { memory: true });
      for (const key of page.keys.slice(0, 20)) await readValue(gate, key);
      await startKeyScan(gate, { match: 'absent' }).next();
    }

    it('is exactly that of the other clients while we scan, list and open keys', async () => {
      await fill(server.client);
      let history = await sampleInto(EMPTY_HISTORY);
      let browsing = true;
      const busy = (async () => {
        while (browsing) await browse();
      })();
      const expected = { hits: 0, misses: 0 };
      for (let round = 0; round < 5; round++) {
        const { hits, misses } = await traffic(server.client, 200 + round, 50 + round);
        expected.hits += hits;
        expected.misses += misses;
        history = await sampleInto(history);
      }
      browsing = false;
      await busy;
      history = await sampleInto(history);

      const view = hitRateView(history, clock);
      const total = {
        hits: sum(view.points.map(({ hits }) => hits)),
        misses: sum(view.points.map(({ misses }) => misses)),
      };
      assert.deepEqual(total, expected);
      assert.ok(view.points.every(({ gap }) => gap === undefined));
      const minute = view.windows[1];
      assert.ok(minute?.enough);
      assert.deepEqual([minute.hits, minute.misses], [expected.hits, expected.misses]);
      assert.equal(minute.rate, expected.hits / (expected.hits + expected.misses));
      assert.equal(view.state, 'cold');
      assert.equal(view.perNode.length, 1);
    });

    it('is that of the others also while we look at further databases, and after we closed them', async () => {
      const ownLookups = createOwnLookupLedger();
      await connection.close();
      connection = await connectTo(server.url, {}, { ownLookups });
      const second = await connectTo(server.url, { database: 1 }, { ownLookups });
      const third = await connectTo(server.url, { database: 2 }, { ownLookups });
      await fill(server.client);
      const elsewhere = server.client.duplicate({ db: 1, lazyConnect: false });
      await fill(elsewhere);
      elsewhere.disconnect();
      let history = await sampleInto(EMPTY_HISTORY);
      let browsing = true;
      const busy = [connection, second, third].map(async (one) => {
        while (browsing) await browse(one);
      });
      const expected: (readonly [number, number])[] = [];
      for (let round = 0; round < 5; round++) {
        const { hits, misses } = await traffic(server.client, 100 + round, 20 + round);
        expected.push([hits, misses]);
        history = await sampleInto(history);
      }
      browsing = false;
      await Promise.all(busy);
      await Promise.all([second.close(), third.close()]);
      history = await sampleInto(history);
      assert.deepEqual(
        history.points.map(({ gap, hits, misses }) => gap ?? [hits, misses]),
        [...expected, [0, 0]],
      );
    });

    it('stays empty when only we look at the server', async () => {
      await fill(server.client);
      let history = await sampleInto(EMPTY_HISTORY);
      await browse();
      await browse();
      history = await sampleInto(history);
      const view = hitRateView(history, clock);
      assert.deepEqual([view.points[0]?.hits, view.points[0]?.misses], [0, 0]);
      assert.equal(view.windows[1]?.rate, undefined);
    });

    it('draws a gap for CONFIG RESETSTAT, and goes on after it', async () => {
      await fill(server.client);
      let history = await sampleInto(EMPTY_HISTORY);
      await traffic(server.client, 100, 100);
      history = await sampleInto(history);
      await server.client.config('RESETSTAT');
      history = await sampleInto(history);
      await traffic(server.client, 90, 10);
      history = await sampleInto(history);
      assert.deepEqual(
        history.points.map(({ gap, hits, misses }) => [gap, hits, misses]),
        [
          [undefined, 100, 100],
          ['reset', 0, 0],
          [undefined, 90, 10],
        ],
      );
    });

    it('draws a gap for a restart, and goes on after it', async () => {
      await fill(server.client);
      let history = await sampleInto(EMPTY_HISTORY);
      await server.stop();
      await stateOf(connection, 'waiting');
      history = await sampleInto(history);
      const down = hitRateView(history, clock);
      assert.equal(down.state, 'disconnected');
      assert.ok(down.problem);
      server = await startServer(product, [], { port: server.port });
      await stateOf(connection, 'ready');
      await fill(server.client);
      history = await sampleInto(history);
      await traffic(server.client, 30, 20);
      history = await sampleInto(history);
      assert.deepEqual(
        history.points.map(({ gap, hits, misses }) => [gap, hits, misses]),
        [
          ['disconnected', 0, 0],
          [undefined, 30, 20],
        ],
      );
    });

    it('knows memory, limit, policy and keys without TTL', async () => {
      await server.client.config('SET', 'maxmemory', '100mb', 'maxmemory-policy', 'allkeys-lru');
      await server.client.set('a', '1', 'EX', 100);
      await server.client.set('b', '1');
      await server.client.select(1);
      await server.client.mset('c', '1', 'd', '1');
      const view = hitRateView(await sampleInto(EMPTY_HISTORY), clock);
      assert.equal(view.maximumMemory, 104_857_600);
      assert.equal(view.maximumMemoryPolicy, 'allkeys-lru');
      assert.ok((view.usedMemory ?? 0) > 500_000);
      assert.deepEqual([view.keys, view.withoutTtl], [4, 0.75]);
      assert.equal(view.state, 'waiting');
    });

    it('counts evictions', async () => {
      let history = await sampleInto(EMPTY_HISTORY);
      await server.client.config('SET', 'maxmemory', '3mb', 'maxmemory-policy', 'allkeys-lru');
      for (let index = 0; index < 300; index++)
        await server.client.set(`key:${index}`, Buffer.alloc(20_000, 'x'));
      history = await sampleInto(history);
      const evicted = Number(/evicted_keys:(\d+)/.exec(await server.client.info('stats'))?.[1]);
      assert.ok(evicted > 0);
      assert.equal(history.points[0]?.evictionsPerSecond, (evicted * 1_000) / INTERVAL_MS);
    });

    it('says that the user may not see it, rather than that the server is down', async () => {
      await server.client.acl('SETUSER', 'viewer', 'on', 'nopass', '~*', '+@read', '+@connection', '-info');
      await connection.close();
      connection = await connectTo(server.url.replace('//', '//viewer:x@'));
      const view = hitRateView(await sampleInto(EMPTY_HISTORY), clock);
      assert.equal(view.state, 'forbidden');
      assert.match(view.problem?.message ?? '', /INFO/);
    });
  });
}

async function fill(client: Redis): Promise<void> {
  const pipeline = client.pipeline();
  for (let index = 0; index < 300; index++) pipeline.set(`user:${index}`, `{"id":${index}}`, 'EX', 1_000);
  pipeline
    .hset('cart:1', 'a', '1')
    .rpush('queue', 'a', 'b')
    .sadd('tags', 'a')
    .zadd('top', 1, 'a')
    .xadd('log', '*', 'a', '1');
  await pipeline.exec();
}

/** Lookups whose outcome is known. */
async function traffic(
  client: Redis,
  hits: number,
  misses: number,
): Promise<{ hits: number; misses: number }> {
  for (let index = 0; index < hits; index++) await client.get(`user:${index % 300}`);
  for (let index = 0; index < misses; index++) await client.get(`nobody:${index}`);
  return { hits, misses };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
