/** Connections to real servers, healthy and broken: every failure has a name, and a message that says what to do. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer as createWebServer } from 'node:http';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Connection, type ConnectionState, openConnection } from '../../client/src/redis/connection.js';
import { freePort, waitFor } from '../launch/waiting.js';
import { selfSignedCertificate } from './selfSignedCertificate.js';
import {
  connectionTo,
  connectTo,
  PRODUCTS,
  settingsOf,
  startServer,
  stateOf,
  type TestServer,
} from './testServers.js';

for (const product of PRODUCTS) {
  describe(`connection to ${product.name}`, () => {
    const cleanup: (() => Promise<void>)[] = [];

    afterEach(async () => {
      for (const undo of cleanup.splice(0).reverse()) await undo();
    });

    async function server(...options: string[]): Promise<TestServer> {
      const started = await startServer(product, options);
      cleanup.push(started.stop);
      return started;
    }

    async function attempt(url: string, changes = {}): Promise<[Connection, ConnectionState]> {
      const connection = connectionTo(url, changes);
      cleanup.push(connection.close);
      return [connection, await connection.connect()];
    }

    it('says which product and version answers', async () => {
      const { url } = await server();
      const [, state] = await attempt(url);
      assert.ok(state.kind === 'ready', JSON.stringify(state));
      assert.equal(state.product, product.name);
      assert.match(state.version, product.name === 'redis' ? /^7\./ : /^8\./);
      assert.equal(state.cluster, false);
    });

    it('names itself, and is gone after close', async () => {
      const { url, client } = await server();
      const connection = await connectTo(url);
      const names = async () =>
        String(await client.call('CLIENT', 'LIST')).match(/name=cache-review /g)?.length ?? 0;
      assert.equal(await names(), 1);
      await connection.close();
      assert.equal(connection.state.kind, 'closed');
      assert.ok(await waitFor(async () => ((await names()) === 0 ? true : undefined), 5_000));
    });

    it('does not make keys look recently used, where the server can be told so', async () => {
      const { url, client } = await server();
      await connectTo(url).then((connection) => cleanup.push(connection.close));
      const flags =
        /name=cache-review .*?flags=(\S+)/.exec(String(await client.call('CLIENT', 'LIST')))?.[1] ?? '';
      assert.equal(flags.includes('T'), product.name === 'valkey', flags);
    });

    it('selects the database, and never shows another one instead', async () => {
      const { url, client } = await server();
      await client.select(3);
      await client.set('a', '1');
      const connection = await connectTo(`${url}/3`);
      cleanup.push(connection.close);
      const [node] = connection.gate.primaries();
      assert.ok(node);
      const size = await connection.gate.send(node, { name: 'DBSIZE', arguments: [] });
      assert.deepEqual(size, { ok: true, value: 1 });
      const [, state] = await attempt(`${url}/99`);
      assert.ok(state.kind === 'failed');
      assert.equal(state.problem.kind, 'noSuchDatabase');
    });

    it('asks for the password when there is none, and says so when it is wrong', async () => {
      const { url } = await server('--requirepass', 'correct horse');
      const [, without] = await attempt(url);
      assert.ok(without.kind === 'failed');
      assert.equal(without.problem.kind, 'passwordNeeded');
      const [, wrong] = await attempt(url.replace('//', '//:wr0ng-pass@'));
      assert.ok(wrong.kind === 'failed');
      assert.equal(wrong.problem.kind, 'wrongPassword');
      assert.ok(!JSON.stringify(wrong).includes('wr0ng-pass'));
      const [, right] = await attempt(url.replace('//', '//:correct%20horse@'));
      assert.equal(right.kind, 'ready');
    });

    it('takes an ACL user, also one that may not use INFO', async () => {
      const { url, client } = await server();
      await client.acl('SETUSER', 'viewer', 'on', '>s3cret', '~*', '+@read', '+@connection', '-@dangerous');
      const [connection, state] = await attempt(url.replace('//', '//viewer:s3cret@'));
      assert.ok(state.kind === 'ready', JSON.stringify(state));
      assert.equal(state.product, 'unknown');
      const [lost] = connection.gate.lostCapabilities();
      assert.equal(lost?.command, 'INFO');
      assert.match(lost?.message ?? '', /may not run INFO.*\+info/);
      const [, wrong] = await attempt(url.replace('//', '//viewer:other@'));
      assert.ok(wrong.kind === 'failed');
      assert.equal(wrong.problem.kind, 'wrongPassword');
    });

    it('says that no server runs there, and connects by itself once one does', async () => {
      const port = await freePort();
      const [connection, state] = await attempt(`redis://127.0.0.1:${port}`);
      assert.ok(state.kind === 'waiting', JSON.stringify(state));
      assert.equal(state.problem.kind, 'serverDown');
      assert.match(state.problem.message, new RegExp(`127\\.0\\.0\\.1:${port}`));
      const started = await startServer(product, [], { port });
      cleanup.push(started.stop);
      await stateOf(connection, 'ready');
    });

    it('notices when the server dies, and comes back with it', async () => {
      const first = await startServer(product);
      const [connection] = await attempt(first.url);
      const seen: string[] = [];
      connection.onState(({ kind }) => seen.push(kind));
      const [node] = connection.gate.primaries();
      assert.ok(node);
      await first.stop();
      await stateOf(connection, 'waiting');
      const answer = await connection.gate.send(node, { name: 'PING', arguments: [] });
      assert.ok(!answer.ok);
      assert.equal(answer.problem.kind, 'connectionLost');
      const second = await startServer(product, [], { port: first.port });
      cleanup.push(second.stop);
      await stateOf(connection, 'ready');
      assert.equal(seen[0], 'waiting');
      assert.equal(seen.at(-1), 'ready');
      assert.deepEqual(await connection.gate.send(node, { name: 'DBSIZE', arguments: [] }), {
        ok: true,
        value: 0,
      });
    });

    it('says that there is no free connection', async () => {
      const { url, client } = await server();
      const alone = async () =>
        String(await client.call('CLIENT', 'LIST'))
          .trim()
          .split('\n').length === 1;
      assert.ok(await waitFor(async () => ((await alone()) ? true : undefined), 5_000, 20));
      await client.config('SET', 'maxclients', '1');
      const [connection, state] = await attempt(url);
      assert.ok(state.kind === 'waiting', JSON.stringify(state));
      assert.equal(state.problem.kind, 'tooManyClients');
      client.disconnect();
      await stateOf(connection, 'ready');
    });

    it('says that the server is still loading, and connects once it has', async () => {
      const folder = mkdtempSync(join(tmpdir(), 'cache-review-loading-'));
      cleanup.push(async () => rmSync(folder, { recursive: true, force: true }));
      const { client } = await server('--dir', folder);
      await client.mset(
        Object.fromEntries(Array.from({ length: 2_000 }, (_, index) => [`key:${index}`, 'x'])),
      );
      await client.save();
      // A server that takes its time over every key, and answers in between.
      const slow = ['--key-load-delay', '1000', '--loading-process-events-interval-bytes', '1024'];
      const loading = await server('--dir', folder, ...slow);
      const [connection, state] = await attempt(loading.url);
      assert.ok(state.kind === 'waiting', JSON.stringify(state));
      assert.equal(state.problem.kind, 'loading');
      await stateOf(connection, 'ready');
    });

    it('stops trying once it is closed', async () => {
      const port = await freePort();
      const [connection] = await attempt(`redis://127.0.0.1:${port}`);
      await connection.close();
      assert.equal(connection.state.kind, 'closed');
      assert.equal((await connection.connect()).kind, 'closed');
    });

    describe('with TLS', () => {
      const { certificate, key } = selfSignedCertificate('localhost');
      let folder = '';

      before(() => {
        folder = mkdtempSync(join(tmpdir(), 'cache-review-tls-'));
        writeFileSync(join(folder, 'certificate.pem'), certificate);
        writeFileSync(join(folder, 'key.pem'), key);
      });
      after(() => rmSync(folder, { recursive: true, force: true }));

      async function tlsServer(): Promise<TestServer> {
        const options = ['--tls-port', String(await freePort()), '--tls-auth-clients', 'no'];
        const files = [
          '--tls-cert-file',
          join(folder, 'certificate.pem'),
          '--tls-key-file',
          join(folder, 'key.pem'),
        ];
        const authority = ['--tls-ca-cert-file', join(folder, 'certificate.pem')];
        const started = await startServer(product, ['--port', '0', ...options, ...files, ...authority]);
        cleanup.push(started.stop);
        return started;
      }

      it('connects when it knows who signed, and not otherwise', async () => {
        const { port } = await tlsServer();
        const url = `rediss://localhost:${port}`;
        const [, unknown] = await attempt(url);
        assert.ok(unknown.kind === 'failed', JSON.stringify(unknown));
        assert.equal(unknown.problem.kind, 'certificate');
        const tls = { verify: true, certificateAuthorityPath: join(folder, 'certificate.pem') };
        const [, known] = await attempt(url, { tls });
        assert.equal(known.kind, 'ready', JSON.stringify(known));
        const [, unverified] = await attempt(`${url}?insecure=true`);
        assert.equal(unverified.kind, 'ready', JSON.stringify(unverified));
        const [, missing] = await attempt(url, {
          tls: { verify: true, certificateAuthorityPath: join(folder, 'no') },
        });
        assert.ok(missing.kind === 'failed');
        assert.equal(missing.problem.kind, 'certificate');
      });

      it('tells TLS to a plain port from plain text to a TLS port', async () => {
        const plain = await server();
        const [, tlsToPlain] = await attempt(plain.url.replace('redis:', 'rediss:'));
        assert.ok(tlsToPlain.kind === 'failed', JSON.stringify(tlsToPlain));
        assert.equal(tlsToPlain.problem.kind, 'tlsToPlainPort');
        const { port } = await tlsServer();
        const [, plainToTls] = await attempt(`redis://127.0.0.1:${port}`);
        assert.ok(plainToTls.kind === 'failed', JSON.stringify(plainToTls));
        assert.equal(plainToTls.problem.kind, 'plainToTlsPort');
      });
    });

    it('finds the master through Sentinel', async () => {
      const master = await server();
      const port = await freePort();
      const folder = mkdtempSync(join(tmpdir(), 'cache-review-sentinel-'));
      cleanup.push(async () => rmSync(folder, { recursive: true, force: true }));
      const configuration = join(folder, 'sentinel.conf');
      writeFileSync(configuration, `sentinel monitor shop 127.0.0.1 ${master.port} 1\n`);
      const sentinel = await startServer(product, [], { port, sentinelConfiguration: configuration });
      cleanup.push(sentinel.stop);
      const [connection, state] = await attempt(`redis-sentinel://127.0.0.1:${port}/shop`);
      assert.equal(state.kind, 'ready', JSON.stringify(state));
      assert.equal(connection.gate.primaries()[0]?.id, `127.0.0.1:${master.port}`);
      const [, unknown] = await attempt(`redis-sentinel://127.0.0.1:${port}/other`);
      assert.ok(unknown.kind === 'waiting', JSON.stringify(unknown));
      assert.equal(unknown.problem.kind, 'sentinel');
    });
  });
}

describe('connection to what is no cache', () => {
  const sockets = new Set<Socket>();
  const servers: Server[] = [];
  const connections: Connection[] = [];

  afterEach(async () => {
    for (const connection of connections.splice(0)) await connection.close();
    for (const socket of sockets) socket.destroy();
    for (const server of servers.splice(0)) await new Promise((resolve) => server.close(resolve));
  });

  async function attempt(server: Server, scheme: string, commandTimeoutMs = 3_000): Promise<ConnectionState> {
    servers.push(server);
    server.on('connection', (socket: Socket) => sockets.add(socket));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const { settings, secrets } = settingsOf(`${scheme}://user:t0psecret@127.0.0.1:${port}`);
    const connection = openConnection(settings, secrets, { commandTimeoutMs });
    connections.push(connection);
    return connection.connect();
  }

  for (const scheme of ['redis', 'rediss']) {
    it(`recognises a web server behind ${scheme}://`, async () => {
      const state = await attempt(
        createWebServer((_, response) => response.end('hello')),
        scheme,
      );
      assert.ok(state.kind === 'failed', JSON.stringify(state));
      assert.equal(state.problem.kind, 'notRedis');
      assert.ok(!JSON.stringify(state).includes('t0psecret'));
    });
  }

  it('recognises a server that greets with another protocol', async () => {
    const state = await attempt(
      createServer((socket) => socket.end('220 mail.example ESMTP\r\n')),
      'redis',
    );
    assert.ok(state.kind === 'failed', JSON.stringify(state));
    assert.equal(state.problem.kind, 'notRedis');
  });

  it('can be closed while it still waits for the first answer', async () => {
    const server = createServer(() => undefined);
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { settings, secrets } = settingsOf(
      `redis://:x@127.0.0.1:${(server.address() as AddressInfo).port}`,
    );
    // Nothing here can end the wait before the limit of the test does, except closing.
    const connection = openConnection(settings, secrets, { commandTimeoutMs: 3_600_000 });
    const accepted = once(server, 'connection');
    const connecting = connection.connect();
    const [socket] = await accepted;
    sockets.add(socket);
    await Promise.all([connection.close(), connecting]);
    assert.equal(connection.state.kind, 'closed');
  });

  it('says when something accepts connections and never answers', async () => {
    const state = await attempt(
      createServer(() => undefined),
      'redis',
      300,
    );
    assert.ok(state.kind === 'waiting', JSON.stringify(state));
    assert.equal(state.problem.kind, 'timeout');
  });
});
