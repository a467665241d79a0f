/** A cluster looks like one server: all its primaries are walked, counted and asked. */
import assert from 'node:assert/strict';
import { Cluster } from 'ioredis';
import { keyNameFromText } from '../../client/src/redis/bytes.js';
import type { Connection } from '../../client/src/redis/connection.js';
import { addSample, EMPTY_HISTORY, hitRateView } from '../../client/src/redis/hitRate.js';
import { readInformation } from '../../client/src/redis/information.js';
import { readKeyDetails } from '../../client/src/redis/keyDetails.js';
import { type ScanPage, startKeyScan } from '../../client/src/redis/keyScan.js';
import { samplePatterns } from '../../client/src/redis/patternSample.js';
import { readValue } from '../../client/src/redis/value.js';
import { parseKeyPattern } from '../../shared/src/keyPattern.js';
import { startCluster, type TestCluster } from './testCluster.js';
import { connectionTo, connectTo, PRODUCTS, startServer } from './testServers.js';

for (const product of PRODUCTS) {
  describe(`cluster of ${product.name}`, () => {
    let cluster: TestCluster;
    let client: Cluster;
    let connection: Connection;

    before(async () => {
      cluster = await startCluster(product);
      client = new Cluster(cluster.nodes.map(({ port }) => ({ host: '127.0.0.1', port })));
      for (let index = 0; index < 1_500; index++)
        await client.set(`user:${index}`, `{"id":${index}}`, 'EX', 1_000);
      await client.hset('cart:1', 'a', '1');
      connection = await connectTo(cluster.url);
    });
    after(async () => {
      await connection?.close();
      client?.disconnect();
      await cluster?.stop();
    });

    it('is recognised by one of its nodes', () => {
      assert.ok(connection.state.kind === 'ready' && connection.state.cluster);
      assert.equal(connection.state.product, product.name);
      const expected = cluster.nodes.map(({ port }) => `127.0.0.1:${port}`).sort();
      assert.deepEqual(
        connection.gate.primaries().map(({ id }) => id),
        expected,
      );
    });

    it('gives every key of every primary exactly once', async () => {
      const scan = startKeyScan(connection.gate, { pageSize: 400 });
      const seen: string[] = [];
      let page: ScanPage;
      do {
        page = await scan.next();
        seen.push(...page.keys.map(({ text }) => text));
        assert.equal(page.estimatedTotal, 1_501);
      } while (!page.complete);
      assert.equal(seen.length, 1_501);
      assert.equal(new Set(seen).size, 1_501);
      const filtered = await startKeyScan(connection.gate, { match: 'cart:*' }).next();
      assert.deepEqual(
        filtered.keys.map(({ text }) => text),
        ['cart:1'],
      );
    });

    it('shows keys of all primaries already on the first page', async () => {
      const { keys } = await startKeyScan(connection.gate, { pageSize: 60, count: 20 }).next();
      const own = await Promise.all(cluster.nodes.map(async (node) => new Set(await node.client.keys('*'))));
      for (const names of own) assert.ok(keys.some(({ text }) => names.has(text)));
    });

    it('reads details and values from the nodes that hold them', async () => {
      const names = ['user:1', 'user:2', 'user:3', 'user:4', 'user:5', 'cart:1', 'absent'].map(
        keyNameFromText,
      );
      const details = await readKeyDetails(connection.gate, names, { memory: true });
      assert.deepEqual(
        details.map((detail) => (detail.kind === 'known' ? detail.type : detail.kind)),
        [...Array.from({ length: 5 }, () => 'string'), 'hash', 'gone'],
      );
      for (const name of names.slice(0, 6))
        assert.equal((await readValue(connection.gate, name)).kind, 'value');
    });

    it('sums the counters of all primaries, without our own lookups on any of them', async () => {
      const sample = async (takenAt: number) => {
        const result = await readInformation(connection.gate);
        assert.ok(result.ok);
        return { takenAt, nodes: result.nodes };
      };
      let history = addSample(EMPTY_HISTORY, await sample(10_000), 5_000);
      const { keys } = await startKeyScan(connection.gate).next();
      await readKeyDetails(connection.gate, keys);
      for (const key of keys.slice(0, 30)) await readValue(connection.gate, key);
      for (let index = 0; index < 300; index++) await client.get(`user:${index}`);
      for (let index = 0; index < 100; index++) await client.get(`nobody:${index}`);
      history = addSample(history, await sample(15_000), 5_000);
      const view = hitRateView(history, 15_000);
      assert.deepEqual(
        [view.points[0]?.gap, view.points[0]?.hits, view.points[0]?.misses],
        [undefined, 300, 100],
      );
      assert.equal(view.windows[1]?.rate, 0.75);
      assert.equal(view.perNode.length, 3);
      assert.ok(view.perNode.every(({ hits }) => hits > 50));
      assert.equal(view.keys, 1_501);
    });

    it('counts the keys of a pattern over all primaries', async () => {
      const sample = await samplePatterns(connection.gate, [parseKeyPattern('user:{id}')], {
        connectionName: 'c',
      });
      assert.deepEqual([sample.evidence[0]?.keys, sample.evidence[0]?.exact], [1_500, true]);
    });

    it('follows a slot that has moved to another node', async () => {
      const key = keyNameFromText('user:1');
      const slot = Number(await cluster.nodes[0]?.client.call('CLUSTER', 'KEYSLOT', 'user:1'));
      const from = cluster.borders.findLastIndex((border) => border <= slot);
      const source = cluster.nodes[from];
      const target = cluster.nodes[(from + 1) % 3];
      assert.ok(source && target);
      for (const name of (await source.client.call('CLUSTER', 'GETKEYSINSLOT', slot, 1_000)) as string[]) {
        await source.client.del(name);
      }
      const id = String(await target.client.call('CLUSTER', 'MYID'));
      for (const node of [target, source]) await node.client.call('CLUSTER', 'SETSLOT', slot, 'NODE', id);
      await target.client.set('user:1', 'moved');
      const result = await readValue(connection.gate, key);
      assert.ok(result.kind === 'value', JSON.stringify(result));
      assert.ok(result.value.type === 'string');
      assert.equal(result.value.content.text, 'moved');
    });

    it('stays open when one primary dies, and says what is missing', async () => {
      await cluster.nodes[2]?.stop();
      const scan = startKeyScan(connection.gate, { pageSize: 10_000 });
      const page = await scan.next();
      assert.equal(page.complete, false);
      assert.equal(page.ended, 'problem');
      assert.match(page.problem?.message ?? '', new RegExp(`127.0.0.1:${cluster.nodes[2]?.port}`));
      assert.ok(page.keys.length > 500 && page.keys.length < 1_500, `${page.keys.length} keys`);
    });
  });

  it(`a node of ${product.name} whose cluster has no slots is reported as down`, async () => {
    const alone = await startServer(product, ['--cluster-enabled', 'yes']);
    const connection = connectionTo(alone.url);
    try {
      const state = await connection.connect();
      assert.ok(state.kind === 'waiting', JSON.stringify(state));
      assert.equal(state.problem.kind, 'clusterDown');
    } finally {
      await connection.close();
      await alone.stop();
    }
  });
}
