/** Live keys of real servers counted under the patterns of the code. */
import assert from 'node:assert/strict';
import type { Connection } from '../../client/src/redis/connection.js';
import { samplePatterns } from '../../client/src/redis/patternSample.js';
import { parseKeyPattern } from '../../shared/src/keyPattern.js';
import { connectTo, PRODUCTS, startServer, type TestServer } from './testServers.js';

for (const product of PRODUCTS) {
  describe(`pattern sample on ${product.name}`, () => {
    let server: TestServer;
    let connection: Connection;

    before(async () => {
      server = await startServer(product);
      connection = await connectTo(server.url);
      const pipeline = server.client.pipeline();
      for (let index = 0; index < 3_000; index++) pipeline.set(`user:${index}`, 'x', 'PX', 600_000);
      for (let index = 0; index < 1_000; index++) pipeline.set(`user:${index}:posts`, 'x');
      for (let index = 0; index < 1_000; index++) pipeline.set(`other:${index}`, 'x');
      pipeline.set(Buffer.from([0xff, 0x3a]), 'x');
      await pipeline.exec();
    });
    after(async () => {
      await connection.close();
      await server.stop();
    });

    const patterns = ['user:{id}', 'user:{id}:posts', 'session:{token}'].map(parseKeyPattern);

    it('is exact when all keys fit the budget, and gives each key to its most specific pattern', async () => {
      const sample = await samplePatterns(connection.gate, patterns, { connectionName: 'shop' });
      assert.ok(sample.complete);
      assert.equal(sample.examined, 5_001);
      const [user, posts, session] = sample.evidence;
      assert.ok(user && posts && session);
      assert.deepEqual(
        [user.pattern, user.keys, user.exact, user.sampled, user.withoutTtl, user.connectionName],
        ['user:{id}', 3_000, true, 200, 0, 'shop'],
      );
      assert.ok((user.medianTtlMs ?? 0) > 500_000 && (user.medianTtlMs ?? 0) <= 600_000);
      assert.deepEqual(
        [posts.keys, posts.sampled, posts.withoutTtl, posts.medianTtlMs],
        [1_000, 200, 200, undefined],
      );
      assert.deepEqual([session.keys, session.exact, session.sampled], [0, true, 0]);
    });

    it('estimates from a part, within the error of such a sample', async () => {
      const sample = await samplePatterns(connection.gate, patterns, {
        connectionName: 'shop',
        budget: 1_500,
        count: 100,
      });
      assert.equal(sample.complete, false);
      assert.ok(sample.examined >= 1_400 && sample.examined <= 1_700, `${sample.examined} examined`);
      const [user] = sample.evidence;
      assert.ok(user && !user.exact);
      // Five standard deviations of a share of 60 % in 1,400 of 5,001 keys.
      assert.ok(Math.abs(user.keys - 3_000) < 290, `${user.keys} keys`);
    });

    it('gives nothing when it is cancelled', async () => {
      const abort = new AbortController();
      abort.abort();
      const sample = await samplePatterns(connection.gate, patterns, {
        connectionName: 'shop',
        signal: abort.signal,
      });
      assert.deepEqual(sample.evidence, []);
    });
  });
}
