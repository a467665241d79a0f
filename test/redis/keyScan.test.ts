/** Walking the keys of real servers: pages, filters, cancelling, and names that are no text. */
import assert from 'node:assert/strict';
import type { Connection } from '../../client/src/redis/connection.js';
import { readKeyDetails } from '../../client/src/redis/keyDetails.js';
import { type ScanPage, startKeyScan } from '../../client/src/redis/keyScan.js';
import { connectTo, infoNumber, PRODUCTS, startServer, type TestServer } from './testServers.js';

for (const product of PRODUCTS) {
  describe(`key scan on ${product.name}`, () => {
    let server: TestServer;
    let connection: Connection;

    before(async () => {
      server = await startServer(product);
      connection = await connectTo(server.url);
    });
    beforeEach(() => server.client.flushall());
    after(async () => {
      await connection.close();
      await server.stop();
    });

    async function fill(count: number, name: (index: number) => string): Promise<void> {
      const pipeline = server.client.pipeline();
      for (let index = 0; index < count; index++) pipeline.set(name(index), 'x');
      await pipeline.exec();
    }

    it('gives every key exactly once, page by page', async () => {
      await fill(2_345, (index) => `user:${index}`);
      const scan = startKeyScan(connection.gate, { pageSize: 500, budget: 100_000 });
      const sizes: number[] = [];
      const seen = new Set<string>();
      let page: ScanPage;
      do {
        page = await scan.next();
        sizes.push(page.keys.length);
        for (const { text } of page.keys) seen.add(text);
        assert.equal(page.estimatedTotal, 2_345);
      } while (!page.complete);
      assert.deepEqual(sizes, [500, 500, 500, 500, 345]);
      assert.equal(seen.size, 2_345);
      assert.equal(page.examined, 2_345);
      assert.equal(page.ended, 'complete');
    });

    it('never sends a COUNT above what was asked for, and no other command than SCAN and DBSIZE', async () => {
      await fill(3_000, (index) => `user:${index}`);
      await server.client.config('RESETSTAT');
      const page = await startKeyScan(connection.gate, { count: 100, pageSize: 3_000, budget: 5_000 }).next();
      assert.ok(page.complete);
      const calls = await commandCalls();
      assert.ok((calls.get('scan') ?? 0) >= 30, `${calls.get('scan')} calls of SCAN`);
      assert.deepEqual([...calls.keys()].filter((name) => name !== 'config|resetstat').sort(), [
        'dbsize',
        'scan',
      ]);
      assert.equal(await infoNumber(server.client, 'keyspace_hits'), 0);
    });

    it('filters on the server, and says when the budget ended before the keys did', async () => {
      await fill(4_000, (index) => (index === 1_234 ? 'rare:one' : `user:${index}`));
      const scan = startKeyScan(connection.gate, { match: 'rare:*', budget: 1_000, count: 500 });
      const found: string[] = [];
      const endings: string[] = [];
      let page: ScanPage;
      do {
        page = await scan.next();
        found.push(...page.keys.map(({ text }) => text));
        endings.push(page.ended);
      } while (!page.complete);
      assert.deepEqual(found, ['rare:one']);
      assert.ok(
        endings.length >= 3 && endings.slice(0, -1).every((ended) => ended === 'budget'),
        endings.join(),
      );
      assert.equal(page.examined, 4_000);
    });

    it('stops when it is cancelled, keeps what it has, and can go on', async () => {
      await fill(5_000, (index) => `user:${index}`);
      const scan = startKeyScan(connection.gate, { pageSize: 5_000, budget: 10_000, count: 100 });
      const abort = new AbortController();
      const page = await scan.next({
        signal: abort.signal,
        onProgress: ({ found }) => {
          if (found >= 300) abort.abort();
        },
      });
      assert.equal(page.ended, 'cancelled');
      assert.ok(page.keys.length >= 300 && page.keys.length < 1_000, `${page.keys.length} keys`);
      const rest = await scan.next();
      assert.equal(rest.ended, 'complete');
      assert.equal(new Set([...page.keys, ...rest.keys].map(({ id }) => id)).size, 5_000);
    });

    it('looks up an exact name without walking', async () => {
      await fill(2_000, (index) => `user:${index}`);
      await server.client.set('a[1]*', 'x');
      await server.client.config('RESETSTAT');
      const found = await startKeyScan(connection.gate, { match: 'user:77' }).next();
      assert.deepEqual(
        found.keys.map(({ text }) => text),
        ['user:77'],
      );
      const escaped = await startKeyScan(connection.gate, { match: 'a\\[1\\]\\*' }).next();
      assert.deepEqual(
        escaped.keys.map(({ text }) => text),
        ['a[1]*'],
      );
      const absent = await startKeyScan(connection.gate, { match: 'user:99999' }).next();
      assert.deepEqual([absent.keys.length, absent.complete], [0, true]);
      assert.equal((await commandCalls()).get('scan'), undefined);
    });

    it('carries names that are not text, and names with line ends, through to their details', async () => {
      const binary = Buffer.from([0xff, 0x00, 0x80, 0x0d, 0x0a, 0x5c]);
      const crlf = 'line\r\n*1\r\n$8\r\nFLUSHALL\r\nend';
      await server.client.set(binary, 'x', 'EX', 1_000);
      await server.client.set(crlf, 'y');
      await server.client.set('köttbullar:日本', 'z');
      await server.client.set('', 'empty name');
      const { keys } = await startKeyScan(connection.gate).next();
      const texts = new Map(keys.map((key) => [key.text, key]));
      assert.deepEqual(
        new Set(texts.keys()),
        new Set(['\\xff\\x00\\x80\\x0d\\x0a\\\\', crlf, 'köttbullar:日本', '']),
      );
      const odd = texts.get('\\xff\\x00\\x80\\x0d\\x0a\\\\');
      assert.ok(odd && !odd.isText);
      assert.deepEqual(odd.bytes, binary);
      assert.deepEqual(Buffer.from(odd.id, 'base64'), binary);
      const details = await readKeyDetails(connection.gate, keys, { memory: true });
      assert.ok(details.every((detail) => detail.kind === 'known' && detail.type === 'string'));
      const ofOdd = details.find(({ key }) => key.id === odd.id);
      assert.ok(ofOdd?.kind === 'known' && (ofOdd.ttlMs ?? 0) > 900_000 && (ofOdd.memoryBytes ?? 0) > 0);
      assert.equal(await server.client.dbsize(), 4);
    });

    it('tells keys that are gone or locked from the others', async () => {
      await server.client.set('open', '1');
      await server.client.set('secret:1', '1');
      await server.client.acl(
        'SETUSER',
        'viewer',
        'on',
        'nopass',
        '~open*',
        '~gone*',
        '+@read',
        '+@connection',
        '+info',
      );
      await server.client.set('gone', '1');
      const viewer = await connectTo(server.url.replace('//', '//viewer:x@'));
      try {
        const { keys } = await startKeyScan(viewer.gate).next();
        assert.equal(keys.length, 3);
        await server.client.del('gone');
        const details = await readKeyDetails(viewer.gate, keys, { memory: true });
        const kinds = Object.fromEntries(details.map(({ key, kind }) => [key.text, kind]));
        assert.deepEqual(kinds, { open: 'known', 'secret:1': 'locked', gone: 'gone' });
        assert.deepEqual(viewer.gate.lostCapabilities(), []);
      } finally {
        await viewer.close();
      }
    });

    it('gives a problem instead of keys when SCAN is refused', async () => {
      await server.client.acl(
        'SETUSER',
        'blind',
        'on',
        'nopass',
        '~*',
        '+@read',
        '+@connection',
        '+info',
        '-scan',
      );
      const blind = await connectTo(server.url.replace('//', '//blind:x@'));
      try {
        const page = await startKeyScan(blind.gate).next();
        assert.equal(page.ended, 'problem');
        assert.equal(page.problem?.kind, 'noPermission');
        assert.match(page.problem?.message ?? '', /SCAN/);
      } finally {
        await blind.close();
      }
    });

    async function commandCalls(): Promise<ReadonlyMap<string, number>> {
      const text = await server.client.info('commandstats');
      return new Map(
        [...text.matchAll(/^cmdstat_([^:]+):calls=(\d+)/gm)].map((match) => [
          match[1] ?? '',
          Number(match[2]),
        ]),
      );
    }
  });
}
