/** The gate in front of real servers: what it refuses, what servers refuse, and what it counts. */
import assert from 'node:assert/strict';
import { keyNameFromText } from '../../client/src/redis/bytes.js';
import type { CommandGate, PrimaryNode } from '../../client/src/redis/commandGate.js';
import type { Connection } from '../../client/src/redis/connection.js';
import { readKeyDetails } from '../../client/src/redis/keyDetails.js';
import { startKeyScan } from '../../client/src/redis/keyScan.js';
import { readValue } from '../../client/src/redis/value.js';
import { connectTo, infoNumber, PRODUCTS, startServer, type TestServer } from './testServers.js';

const FORBIDDEN: readonly (readonly [string, ...string[]])[] = [
  ['SET', 'a', 'b'],
  ['set', 'a', 'b'],
  ['DEL', 'a'],
  ['UNLINK', 'a'],
  ['EXPIRE', 'a', '1'],
  ['GETDEL', 'a'],
  ['GETEX', 'a', 'EX', '1'],
  ['KEYS', '*'],
  ['MONITOR'],
  ['FLUSHALL'],
  ['FLUSHDB'],
  ['CONFIG SET', 'maxmemory', '1'],
  ['CONFIG RESETSTAT'],
  ['EVAL', 'return 1', '0'],
  ['DEBUG SLEEP', '1'],
  ['SHUTDOWN'],
  ['CLIENT KILL', 'ID', '1'],
  ['GET', 'a'],
  ['HGETALL', 'a'],
  ['SMEMBERS', 'a'],
  ['MEMORY USAGE', 'a', 'SAMPLES', '0'],
  ['SCAN', '0', 'COUNT', '5000'],
  ['SCAN', '0'],
  ['SCAN', '0', 'COUNT', '100', 'TYPE', 'string'],
  ['LRANGE', 'a', '0', '-1'],
  ['LRANGE', 'a', '0', '1000000'],
  ['GETRANGE', 'a', '0', '-1'],
  ['XREVRANGE', 'a', '+', '-'],
  ['HSCAN', 'a', '0'],
];

for (const product of PRODUCTS) {
  describe(`command gate in front of ${product.name}`, () => {
    let server: TestServer;
    let connection: Connection;
    let gate: CommandGate;
    let node: PrimaryNode;

    beforeEach(async () => {
      server = await startServer(product);
      connection = await connectTo(server.url);
      gate = connection.gate;
      const [first] = gate.primaries();
      assert.ok(first);
      node = first;
    });
    afterEach(async () => {
      await connection.close();
      await server.stop();
    });

    it('sends nothing that could write, block or fetch without bound', async () => {
      await server.client.set('a', 'kept');
      await server.client.config('RESETSTAT');
      for (const [name, ...args] of FORBIDDEN) {
        const result = await gate.send(node, { name, arguments: args });
        assert.ok(!result.ok, `${name} ${args.join(' ')} was sent`);
        assert.equal(result.problem.kind, 'readOnly', name);
        assert.match(result.problem.message, new RegExp(name));
      }
      const text = await server.client.info('commandstats');
      const sent = [...text.matchAll(/^cmdstat_([^:]+)/gm)].map((match) => match[1]);
      assert.deepEqual(
        sent,
        ['config|resetstat'].filter((name) => sent.includes(name)),
      );
      assert.equal(await server.client.get('a'), 'kept');
    });

    it('counts exactly what its own lookups add to hits and misses', async () => {
      const { client } = server;
      await client.set('empty', '');
      await client.set('text', 'hello');
      await client.set('counter', '5');
      await client.hset('hash', { a: '1', b: '2' });
      await client.rpush('list', 'x', 'y');
      await client.sadd('set', 'x');
      await client.zadd('zset', 1, 'x');
      await client.xadd('stream', '*', 'a', '1');
      await client.xgroup('CREATE', 'empty stream', 'g', '$', 'MKSTREAM');
      const keys = [
        'empty',
        'text',
        'counter',
        'hash',
        'list',
        'set',
        'zset',
        'stream',
        'empty stream',
        'absent',
      ];
      const names = keys.map(keyNameFromText);
      const before = await hitsAndMisses();
      const ownBefore = await own();

      await startKeyScan(gate).next();
      await startKeyScan(gate, { match: 'text' }).next();
      await startKeyScan(gate, { match: 'nowhere' }).next();
      await readKeyDetails(gate, names, { memory: true });
      for (const name of names) await readValue(gate, name);
      // Every command on a key of every type, and on none: also those that answer WRONGTYPE.
      for (const { bytes } of names) {
        await gate.sendForKeys([
          { name: 'TYPE', arguments: [bytes], key: bytes },
          ...[
            'EXISTS',
            'TTL',
            'PTTL',
            'STRLEN',
            'HLEN',
            'LLEN',
            'SCARD',
            'ZCARD',
            'XLEN',
            'MEMORY USAGE',
          ].map((name) => ({ name, arguments: [bytes], key: bytes })),
          { name: 'GETRANGE', arguments: [bytes, 0, 9], key: bytes },
          { name: 'LRANGE', arguments: [bytes, 50, 59], key: bytes },
          { name: 'ZRANGE', arguments: [bytes, 50, 59, 'WITHSCORES'], key: bytes },
          { name: 'HSCAN', arguments: [bytes, 0, 'COUNT', 10], key: bytes },
          { name: 'SSCAN', arguments: [bytes, 0, 'COUNT', 10], key: bytes },
          { name: 'XREVRANGE', arguments: [bytes, '+', '-', 'COUNT', 1], key: bytes },
        ]);
      }

      const ownAfter = await own();
      const after = await hitsAndMisses();
      assert.ok(after.hits > before.hits && after.misses > before.misses);
      assert.equal(Number(ownAfter.hits - ownBefore.hits), after.hits - before.hits);
      assert.equal(Number(ownAfter.misses - ownBefore.misses), after.misses - before.misses);
      assert.equal(ownAfter.epoch, ownBefore.epoch);
    });

    it('remembers a command that a user lacks, names it, and does not send it again', async () => {
      await server.client.acl(
        'SETUSER',
        'viewer',
        'on',
        'nopass',
        '~*',
        '+@read',
        '+@connection',
        '+info',
        '-memory|usage',
      );
      const viewer = await connectTo(server.url.replace('//', '//viewer:x@'));
      try {
        const heard: string[] = [];
        viewer.gate.onLostCapability(({ command }) => heard.push(command));
        await server.client.set('a', '1');
        await readKeyDetails(viewer.gate, [keyNameFromText('a')], { memory: true });
        await readKeyDetails(viewer.gate, [keyNameFromText('a')], { memory: true });
        assert.deepEqual(heard, ['MEMORY USAGE']);
        assert.equal(viewer.gate.allows('MEMORY USAGE'), false);
        assert.deepEqual(
          viewer.gate.lostCapabilities().map(({ reason }) => reason),
          ['noPermission'],
        );
        assert.match(viewer.gate.lostCapabilities()[0]?.message ?? '', /MEMORY USAGE.*\+memory\|usage/);
        const stats = await server.client.info('commandstats');
        assert.match(stats, /cmdstat_memory\|usage:.*rejected_calls=1\b/);
      } finally {
        await viewer.close();
      }
    });

    it('takes a command that the provider switched off as lost, and lives without it', async () => {
      const managed = await startServer(product, [
        '--rename-command',
        'DBSIZE',
        '',
        '--rename-command',
        'MEMORY',
        '',
      ]);
      const visitor = await connectTo(managed.url);
      try {
        await managed.client.set('a', '1');
        const page = await startKeyScan(visitor.gate).next();
        assert.deepEqual(
          page.keys.map(({ text }) => text),
          ['a'],
        );
        assert.equal(page.estimatedTotal, undefined);
        const [details] = await readKeyDetails(visitor.gate, page.keys, { memory: true });
        assert.ok(details?.kind === 'known');
        assert.equal(details.type, 'string');
        assert.equal(details.memoryBytes, undefined);
        const lost = visitor.gate.lostCapabilities().map(({ command, reason }) => [command, reason]);
        assert.deepEqual(lost, [
          ['DBSIZE', 'unknownCommand'],
          ['MEMORY USAGE', 'unknownCommand'],
        ]);
      } finally {
        await visitor.close();
        await managed.stop();
      }
    });

    async function hitsAndMisses(): Promise<{ readonly hits: number; readonly misses: number }> {
      return {
        hits: await infoNumber(server.client, 'keyspace_hits'),
        misses: await infoNumber(server.client, 'keyspace_misses'),
      };
    }

    async function own() {
      const answer = await gate.information(node, ['stats']);
      assert.ok(answer.ok);
      return answer.own;
    }
  });
}
