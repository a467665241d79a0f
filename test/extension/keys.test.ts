import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import * as vscode from 'vscode';
import { eventually } from './activated.js';
import { children, connectedScene, descriptionOf, iconOf, labelOf, nodeAt, type Scene } from './explored.js';

describe('the keys of a database', () => {
  let scene: Scene;

  before(async () => {
    scene = await connectedScene('many keys', async (redis) => {
      const pipeline = redis.pipeline();
      for (let id = 0; id < 1200; id++) pipeline.set(`item:${id}`, 'x');
      for (let id = 0; id < 3; id++) pipeline.set(`rare:${id}`, 'x', 'EX', 3600);
      pipeline.hset('kinds:hash', 'field', 'value');
      pipeline.zadd('kinds:zset', 1, 'member');
      pipeline.set('plain', 'x');
      await pipeline.exec();
      await redis.select(3);
      await redis.set('elsewhere', 'x');
      await redis.select(0);
    });
  });
  after(() => scene.end());

  it('lists the databases that have keys, with their number of keys', async () => {
    const connection = await nodeAt(scene.api, 'many keys');
    const databases = await children(scene.api, connection);
    assert.deepEqual(databases.map(labelOf), ['db0', 'db3']);
    assert.deepEqual(databases.map(descriptionOf), ['1,206 keys', '1 key']);
    const [elsewhere] = await children(scene.api, await nodeAt(scene.api, 'many keys', 'db3'));
    assert.ok(elsewhere);
    assert.equal(labelOf(elsewhere), 'elsewhere');
  });

  it('pages, and says how much it has looked at until it has seen everything', async () => {
    const database = await nodeAt(scene.api, 'many keys', 'db0');
    const seen: number[] = [];
    for (;;) {
      const nodes = await children(scene.api, database);
      seen.push(
        Number.parseInt(
          descriptionOf(await nodeAt(scene.api, 'many keys', 'db0', 'item')).replace(/\D/g, ''),
          10,
        ),
      );
      const more = nodes.find((node) => labelOf(node) === 'Load more');
      if (!more) break;
      assert.match(descriptionOf(more), /^examined [\d,]+ of 1,206$/);
      await vscode.commands.executeCommand('cacheReview.loadMore', more);
    }
    assert.ok(seen.length > 1, 'there was more than one page');
    assert.equal(seen.at(-1), 1200);
    const folder = await nodeAt(scene.api, 'many keys', 'db0', 'item');
    assert.equal(descriptionOf(folder), '1,200');
  });

  it('shows a part of a long folder, and more of it when asked', async () => {
    const folder = await nodeAt(scene.api, 'many keys', 'db0', 'item');
    const shown = await children(scene.api, folder);
    assert.equal(shown.length, 501);
    const more = shown.at(-1);
    assert.ok(more);
    assert.equal(descriptionOf(more), '700 more here');
    await vscode.commands.executeCommand('cacheReview.loadMore', more);
    assert.equal((await children(scene.api, folder)).length, 1001);
  });

  it('gives a key the icon of its type and its remaining time to live', async () => {
    const hash = await nodeAt(scene.api, 'many keys', 'db0', 'kinds', 'hash');
    const zset = await nodeAt(scene.api, 'many keys', 'db0', 'kinds', 'zset');
    const rare = await nodeAt(scene.api, 'many keys', 'db0', 'rare', '1');
    assert.deepEqual(
      [iconOf(hash), iconOf(zset), iconOf(rare)],
      ['symbol-object', 'list-selection', 'symbol-string'],
    );
    assert.equal(descriptionOf(hash), 'no TTL');
    assert.match(descriptionOf(rare), /^(1h|59m( \d+s)?)$/);
    assert.match(String(rare.treeItem().accessibilityInformation?.label), /^rare:1, string, /);
  });

  it('filters by a pattern, says so, and clears the filter', async () => {
    const { api, connectionId } = scene;
    await vscode.commands.executeCommand('cacheReview.showLiveKeys', 'rare:{id}');
    const database = await nodeAt(api, 'many keys', 'db0');
    assert.match(descriptionOf(database), /filter rare:\*$/);
    assert.deepEqual((await children(api, database)).map(labelOf), ['rare']);
    await vscode.commands.executeCommand('cacheReview.clearFilter', database);
    assert.equal(api.connections.keyspaces.filter(connectionId), undefined);
    await nodeAt(api, 'many keys', 'db0', 'item');
  });

  it('says when nothing matches the filter, and offers to clear it', async () => {
    const { api, connectionId } = scene;
    api.connections.keyspaces.setFilter(connectionId, 'nothing:like:this:*');
    const nodes = await children(api, await nodeAt(api, 'many keys', 'db0'));
    assert.deepEqual(nodes.map(labelOf), ['No key matches nothing:like:this:*', 'Clear the filter']);
    api.connections.keyspaces.setFilter(connectionId, undefined);
  });

  it('looks on for matching keys until there is a page of them, and can be cancelled', async () => {
    const { api, connectionId, redis } = scene;
    await redis.eval("for i = 1, 200000 do redis.call('SET', 'heap:' .. i, 'x') end", 0);
    api.connections.keyspaces.setFilter(connectionId, 'rare:*');
    const database = await nodeAt(api, 'many keys', 'db0');
    const place = { connectionId, database: 0 };
    const pending = children(api, database);
    await eventually(() => api.connections.keyspaces.get(place)?.isScanning || undefined);
    await vscode.commands.executeCommand('cacheReview.cancelScan');
    await pending;
    const more = (await children(api, database)).at(-1);
    assert.ok(more);
    assert.equal(labelOf(more), 'Scan cancelled. Go on');
    await vscode.commands.executeCommand('cacheReview.loadMore', more);
    const [folder, ...others] = await children(api, database);
    assert.ok(folder);
    assert.deepEqual([labelOf(folder), descriptionOf(folder), others.length], ['rare', '3', 0]);
    api.connections.keyspaces.setFilter(connectionId, undefined);
  });

  it('gives every node an id that a refresh keeps', async () => {
    const ids = async (): Promise<string[]> => {
      const { api } = scene;
      const connection = await nodeAt(api, 'many keys');
      const database = await nodeAt(api, 'many keys', 'db0');
      const folder = await nodeAt(api, 'many keys', 'db0', 'heap');
      return [connection, database, folder].map(({ id }) => id);
    };
    const before = await ids();
    await vscode.commands.executeCommand('cacheReview.refreshExplorer');
    assert.deepEqual(await ids(), before);
  });

  it('copies the name of a key', async () => {
    await vscode.commands.executeCommand(
      'cacheReview.copyKeyName',
      await nodeAt(scene.api, 'many keys', 'db3', 'elsewhere'),
    );
    assert.equal(await vscode.env.clipboard.readText(), 'elsewhere');
  });
});
