/** Values of real servers: every type, larger than any preview, and changed behind the reader's back. */
import assert from 'node:assert/strict';
import { keyNameFromText } from '../../client/src/redis/bytes.js';
import type { Connection } from '../../client/src/redis/connection.js';
import { readValue, type ValueResult } from '../../client/src/redis/value.js';
import { connectTo, infoNumber, PRODUCTS, startServer, type TestServer } from './testServers.js';

for (const product of PRODUCTS) {
  describe(`values on ${product.name}`, () => {
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

    const read = (key: string, options: Parameters<typeof readValue>[2] = {}): Promise<ValueResult> =>
      readValue(connection.gate, keyNameFromText(key), options);

    async function readShown(key: string, options: Parameters<typeof readValue>[2] = {}) {
      const result = await read(key, options);
      assert.ok(result.kind === 'value', JSON.stringify(result));
      return result;
    }

    /** Bytes that the server sends while something is done. */
    async function bytesSent(work: () => Promise<unknown>): Promise<number> {
      const before = await infoNumber(server.client, 'total_net_output_bytes');
      await work();
      return (await infoNumber(server.client, 'total_net_output_bytes')) - before;
    }

    it('shows a JSON string as JSON, a text as text, bytes as binary, and an empty string', async () => {
      const { client } = server;
      await client.set('json', ' {"name": "Ümit"}', 'EX', 100);
      await client.set('number', '42');
      await client.set('broken', '{"name": ');
      await client.set('bytes', Buffer.from([0x1f, 0x8b, 0x08, 0x00, 0xff]));
      await client.set('nul', 'a\0b');
      await client.set('empty', '');
      const formats: Record<string, string> = {};
      for (const key of ['json', 'number', 'broken', 'bytes', 'nul', 'empty']) {
        const { value } = await readShown(key);
        assert.ok(value.type === 'string');
        formats[key] = value.format;
      }
      assert.deepEqual(formats, {
        json: 'json',
        number: 'text',
        broken: 'text',
        bytes: 'binary',
        nul: 'binary',
        empty: 'text',
      });
      const json = await readShown('json');
      assert.ok((json.ttlMs ?? 0) > 90_000 && json.truncation === undefined && (json.memoryBytes ?? 0) > 0);
      assert.equal((await readShown('number')).ttlMs, undefined);
    });

    it('fetches 64 KiB of a value of 100 MB, and more only when asked', async () => {
      await server.client.setrange('huge', 100 * 1_024 * 1_024 - 1, 'x');
      let result: ValueResult | undefined;
      const sent = await bytesSent(async () => {
        result = await read('huge');
      });
      assert.ok(result?.kind === 'value');
      assert.deepEqual(result.truncation, { unit: 'bytes', shown: 65_536, total: 104_857_600 });
      assert.ok(sent > 65_536 && sent < 90_000, `${sent} bytes travelled`);
      const more = await readShown('huge', { limits: { bytes: 200_000 } });
      assert.equal(more.truncation?.shown, 200_000);
    });

    it('does not cut a character in two', async () => {
      await server.client.set('text', '€'.repeat(1_000));
      const { value, truncation } = await readShown('text', { limits: { bytes: 1_000 } });
      assert.ok(value.type === 'string' && value.format === 'text');
      assert.equal(value.content.text, '€'.repeat(333));
      assert.deepEqual(truncation, { unit: 'bytes', shown: 999, total: 3_000 });
    });

    it('reads every collection', async () => {
      const { client } = server;
      await client.hset('hash', { a: '1', b: Buffer.from([0xfe]) });
      await client.rpush('list', 'x', 'y', 'x');
      await client.sadd('set', 'm');
      await client.zadd('zset', 1.5, 'low', '+inf', 'high');
      await client.xadd('stream', '1-1', 'a', '1', 'b', '2');
      await client.xadd('stream', '2-1', 'a', '3');
      const hash = await readShown('hash');
      assert.ok(hash.value.type === 'hash');
      assert.deepEqual(hash.value.fields.map(({ field, value }) => [field.text, value.text]).sort(), [
        ['a', '1'],
        ['b', '\\xfe'],
      ]);
      const list = await readShown('list');
      assert.ok(list.value.type === 'list');
      assert.deepEqual(
        list.value.elements.map(({ text }) => text),
        ['x', 'y', 'x'],
      );
      const set = await readShown('set');
      assert.ok(set.value.type === 'set');
      assert.deepEqual(
        set.value.members.map(({ text }) => text),
        ['m'],
      );
      const zset = await readShown('zset');
      assert.ok(zset.value.type === 'zset');
      assert.deepEqual(
        zset.value.members.map(({ member, score }) => [member.text, score]),
        [
          ['low', '1.5'],
          ['high', 'inf'],
        ],
      );
      const stream = await readShown('stream');
      assert.ok(stream.value.type === 'stream');
      assert.deepEqual(
        stream.value.entries.map(({ id, fields }) => [
          id,
          fields.map(({ field, value }) => field.text + value.text),
        ]),
        [
          ['2-1', ['a3']],
          ['1-1', ['a1', 'b2']],
        ],
      );
      for (const result of [hash, list, set, zset, stream]) assert.equal(result.truncation, undefined);
    });

    it('reads a page of a collection with 100,000 elements, whatever its type', async () => {
      const { client } = server;
      const pipeline = client.pipeline();
      for (let start = 0; start < 100_000; start += 1_000) {
        const indexes = Array.from({ length: 1_000 }, (_, offset) => start + offset);
        pipeline.hset('hash', ...indexes.flatMap((index) => [`field:${index}`, `value:${index}`]));
        pipeline.rpush('list', ...indexes.map((index) => `element:${index}`));
        pipeline.sadd('set', ...indexes.map((index) => `member:${index}`));
        pipeline.zadd('zset', ...indexes.flatMap((index) => [index, `member:${index}`]));
      }
      for (let index = 0; index < 2_000; index++)
        pipeline.xadd('stream', `${index + 1}-0`, 'a', String(index));
      await pipeline.exec();
      for (const key of ['hash', 'list', 'set', 'zset', 'stream']) {
        const sent = await bytesSent(async () => {
          const { truncation, size } = await readShown(key);
          assert.equal(size, key === 'stream' ? 2_000 : 100_000);
          assert.deepEqual(truncation, { unit: 'elements', shown: 500, total: size }, key);
        });
        assert.ok(sent < 65_536, `${key}: ${sent} bytes travelled`);
        const more = await readShown(key, { limits: { elements: 1_200, bytes: 1_000_000 } });
        assert.equal(more.truncation?.shown, 1_200, key);
      }
      const { value } = await readShown('list', { limits: { elements: 1_200, bytes: 1_000_000 } });
      assert.ok(value.type === 'list');
      assert.deepEqual([value.elements[0]?.text, value.elements.at(-1)?.text], ['element:0', 'element:1199']);
    });

    it('does not fetch a collection whose elements are huge, but says how large they are', async () => {
      await server.client.hset('hash', 'a', Buffer.alloc(5_000_000, 'x'), 'b', Buffer.alloc(5_000_000, 'x'));
      const sent = await bytesSent(async () => {
        const result = await read('hash');
        assert.ok(result.kind === 'tooLarge', result.kind);
        assert.equal(result.size, 2);
        assert.ok(result.memoryBytes > 9_000_000);
      });
      assert.ok(sent < 20_000, `${sent} bytes travelled`);
      const more = await readShown('hash', { limits: { bytes: 16_000_000 } });
      assert.equal(more.truncation, undefined);
    });

    it('stops after few elements when they fill the limit', async () => {
      for (let index = 0; index < 100; index++) await server.client.rpush('list', Buffer.alloc(20_000, 'x'));
      const sent = await bytesSent(async () => {
        const { truncation } = await readShown('list');
        assert.ok((truncation?.shown ?? 0) < 8, JSON.stringify(truncation));
      });
      assert.ok(sent < 150_000, `${sent} bytes travelled`);
    });

    it('says when a key is gone or has become another type', async () => {
      assert.equal((await read('never')).kind, 'deleted');
      await server.client.set('key', 'x');
      assert.equal((await read('key', { expectedType: 'string' })).kind, 'value');
      await server.client.del('key');
      assert.equal((await read('key', { expectedType: 'string' })).kind, 'deleted');
      await server.client.rpush('key', 'x');
      const changed = await read('key', { expectedType: 'string' });
      assert.ok(changed.kind === 'typeChanged');
      assert.deepEqual([changed.from, changed.to], ['string', 'list']);
      assert.match(changed.message, /was a string and is a list now/);
    });

    it('notices a change in the middle of reading', async () => {
      const pipeline = server.client.pipeline();
      for (let index = 0; index < 5_000; index++) pipeline.rpush('list', `element:${index}`);
      await pipeline.exec();
      const { gate } = connection;
      let batches = 0;
      const interrupted: typeof gate = {
        ...gate,
        sendForKeys: async (commands) => {
          if (++batches === 4) await server.client.multi().del('list').set('list', 'now a string').exec();
          return gate.sendForKeys(commands);
        },
      };
      const result = await readValue(interrupted, keyNameFromText('list'), {
        limits: { elements: 5_000, bytes: 1_000_000 },
      });
      assert.ok(result.kind === 'typeChanged', result.kind);
      assert.equal(result.to, 'string');
    });

    it('names the command that a user lacks, and the key that is closed to him', async () => {
      await server.client.acl(
        'SETUSER',
        'half',
        'on',
        'nopass',
        '~open*',
        '+@read',
        '+@connection',
        '+info',
        '-getrange',
      );
      await server.client.set('open', '1');
      await server.client.set('closed', '1');
      await server.client.hset('open hash', 'a', '1');
      const half = await connectTo(server.url.replace('//', '//half:x@'));
      try {
        const noCommand = await readValue(half.gate, keyNameFromText('open'));
        assert.ok(noCommand.kind === 'forbidden', noCommand.kind);
        assert.match(noCommand.message, /GETRANGE/);
        const noKey = await readValue(half.gate, keyNameFromText('closed'));
        assert.ok(noKey.kind === 'forbidden', noKey.kind);
        assert.match(noKey.message, /may not read this key/);
        assert.equal((await readValue(half.gate, keyNameFromText('open hash'))).kind, 'value');
      } finally {
        await half.close();
      }
    });
  });
}
