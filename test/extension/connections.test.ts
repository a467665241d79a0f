import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import type { Redis } from 'ioredis';
import { describe, it } from 'mocha';
import * as vscode from 'vscode';
import type { ExtensionApi } from '../../client/src/extensionApi.js';
import { keyNameFromText } from '../../client/src/redis/bytes.js';
import { readInformation } from '../../client/src/redis/information.js';
import { readKeyDetails } from '../../client/src/redis/keyDetails.js';
import { freePort } from '../launch/waiting.js';
import { activatedExtension, eventually } from './activated.js';
import { addConnection, children, connectedScene, descriptionOf, labelOf, nodeAt } from './explored.js';

describe('a connection', () => {
  it('is not opened before the user asks for it', async () => {
    const { exports: api } = await activatedExtension();
    const id = await addConnection(api, 'idle', 'redis://127.0.0.1:6399');
    const node = await nodeAt(api, 'idle');
    assert.equal(descriptionOf(node), '127.0.0.1:6399 · select to connect');
    assert.deepEqual(await children(api, node), []);
    await api.connections.store.remove(id);
  });

  it('keeps its password in the secret storage only', async () => {
    const { exports: api } = await activatedExtension();
    const id = await addConnection(api, 'secret', 'redis://me:s3cr3t-word@127.0.0.1:6399');
    assert.ok(!JSON.stringify(api.connections.store.list()).includes('s3cr3t-word'));
    assert.equal((await api.connections.store.secrets(id)).password, 's3cr3t-word');
    await api.connections.store.remove(id);
    assert.deepEqual(await api.connections.store.secrets(id), {});
  });

  it('says in the tree that the password is wrong, with the way out', async () => {
    const scene = await connectedScene('locked', async () => undefined, {
      server: ['--requirepass', 'right'],
      password: 'right',
    });
    const wrong = await addConnection(scene.api, 'wrong', `redis://:wrong@127.0.0.1:${scene.server.port}`);
    await scene.api.connections.live.connect(wrong);
    const [problem, ...rest] = await problemLabels(scene.api, 'wrong');
    assert.match(problem ?? '', /password/i);
    assert.equal(rest.length, 3, 'what to do, then two actions');
    assert.deepEqual(rest.slice(-2), ['Try again', 'Edit connection…']);
    await forget(scene.api, wrong);
    await scene.end();
  });

  it('says in the tree that nothing listens, and connects once something does', async () => {
    const { exports: api } = await activatedExtension();
    const id = await addConnection(api, 'down', `redis://127.0.0.1:${await freePort()}`);
    const state = await api.connections.live.connect(id);
    assert.ok(state.kind === 'waiting' || state.kind === 'failed');
    assert.equal(state.problem.kind, 'serverDown');
    const [problem] = await problemLabels(api, 'down');
    assert.equal(problem, 'No server answers');
    await forget(api, id);
  });

  it('says in the tree that the server is no Redis', async () => {
    const { exports: api } = await activatedExtension();
    const web = createServer((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
    const port = await new Promise<number>((resolve) => {
      web.listen(0, '127.0.0.1', () => {
        const address = web.address();
        resolve(typeof address === 'object' && address ? address.port : 0);
      });
    });
    const id = await addConnection(api, 'web', `redis://127.0.0.1:${port}`);
    const state = await api.connections.live.connect(id);
    assert.ok(state.kind === 'waiting' || state.kind === 'failed');
    assert.equal(state.problem.kind, 'notRedis');
    await forget(api, id);
    web.close();
  });

  it('counts its lookups in every database of the server together', async () => {
    const scene = await connectedScene('counted', (redis) => redis.set('hit', 'x'));
    const { live } = scene.api.connections;
    const first = live.get(scene.connectionId);
    const other = await live.database(scene.connectionId, 1);
    const second = await addConnection(
      scene.api,
      'again',
      scene.server.url.replace('127.0.0.1', 'localhost'),
    );
    await live.connect(second);
    const again = live.get(second);
    assert.ok(first && other && again);
    const absent = keyNameFromText('absent');
    for (const { gate } of [first, other, again]) await readKeyDetails(gate, [absent], { memory: false });
    const { hits, misses } = await counters(scene.redis);
    assert.ok(misses > 0);
    const information = await readInformation(first.gate);
    assert.ok(information.ok);
    const { own } = information.nodes[0] ?? {};
    assert.deepEqual([own?.hits, own?.misses], [hits, misses], 'nobody else has looked anything up');
    await forget(scene.api, second);
    await scene.end();
  });

  it('is offered from the .env of the workspace, without its password', async () => {
    const { exports: api } = await activatedExtension();
    const [folder] = vscode.workspace.workspaceFolders ?? [];
    assert.ok(folder);
    const file = vscode.Uri.joinPath(folder.uri, '.env.local');
    const line = 'SESSION_REDIS_URL=redis://:hidden-word@127.0.0.1:6398/2\n';
    await vscode.workspace.fs.writeFile(file, new TextEncoder().encode(line));
    const found = await nodeAt(api, 'Found in .env.local: SESSION_REDIS_URL');
    assert.equal(descriptionOf(found), '127.0.0.1:6398');
    assert.ok(!JSON.stringify(found.treeItem()).includes('hidden-word'));
    await vscode.workspace.fs.delete(file);
    await eventually(async () => {
      const labels = (await children(api, undefined)).map(labelOf);
      return labels.includes('Found in .env.local: SESSION_REDIS_URL') ? undefined : true;
    });
  });
});

/** What the server has counted. */
async function counters(redis: Redis): Promise<{ readonly hits: bigint; readonly misses: bigint }> {
  const text = await redis.info('stats');
  const read = (field: string) => BigInt(new RegExp(`^${field}:(\\d+)`, 'm').exec(text)?.[1] ?? -1);
  return { hits: read('keyspace_hits'), misses: read('keyspace_misses') };
}

function problemLabels(api: ExtensionApi, name: string): Promise<string[]> {
  return eventually(async () => {
    const labels = (await children(api, await nodeAt(api, name))).map(labelOf);
    return labels.includes('Try again') ? labels : undefined;
  });
}

async function forget(api: ExtensionApi, id: string): Promise<void> {
  await api.connections.live.disconnect(id);
  await api.connections.store.remove(id);
}
