import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'mocha';
import * as vscode from 'vscode';
import { eventually } from './activated.js';
import { connectedScene, nodeAt, type Scene } from './explored.js';

const BINARY_KEY = Buffer.from([0xff, 0x00, 0x0a, 0x41]);

describe('the value of a key', () => {
  let scene: Scene;

  before(async () => {
    scene = await connectedScene('values', async (redis) => {
      await redis.set('json', '{"id":12345678901234567890,"tags":["a","b"]}', 'EX', 3600);
      await redis.set('text', 'plain text');
      await redis.set('bytes', Buffer.from([0, 1, 2, 0xfe, 0xff, 0x41]));
      await redis.hset('hash', { name: 'Tea', price: '450', origin: '{"town":"Lyon"}' });
      await redis.rpush('list', 'first', 'second');
      await redis.sadd('set', 'only');
      await redis.zadd('zset', 1.5, 'low', 20, 'high');
      await redis.xadd('stream', '1-1', 'event', 'paid');
      await redis.set('large', 'x'.repeat(200_000));
      await redis.set('short-lived', 'as it was');
      await redis.set('changing', 'a string');
      await redis.set(BINARY_KEY, 'found');
    });
  });
  after(() => scene.end());
  afterEach(() => vscode.commands.executeCommand('workbench.action.closeAllEditors'));

  async function open(label: string): Promise<vscode.TextDocument> {
    const node = await nodeAt(scene.api, 'values', 'db0', label);
    await vscode.commands.executeCommand('cacheReview.openValue', node);
    return eventually(() => {
      const document = vscode.window.activeTextEditor?.document;
      return document?.uri.scheme === 'cache-review' ? document : undefined;
    });
  }

  it('is shown as indented JSON with every digit of its numbers', async () => {
    const document = await open('json');
    assert.equal(document.languageId, 'json');
    assert.equal(
      document.getText(),
      '{\n  "id": 12345678901234567890,\n  "tags": [\n    "a",\n    "b"\n  ]\n}',
    );
  });

  it('is shown as text, or as bytes in hexadecimal', async () => {
    const text = await open('text');
    assert.deepEqual([text.languageId, text.getText()], ['plaintext', 'plain text']);
    const bytes = await open('bytes');
    assert.match(bytes.getText(), /^00000000 {2}00 01 02 fe ff 41 .*\|\.{5}A\|$/);
  });

  it('is readable JSON for every kind of collection', async () => {
    const expected: readonly (readonly [string, unknown])[] = [
      ['hash', { name: 'Tea', price: '450', origin: { town: 'Lyon' } }],
      ['list', ['first', 'second']],
      ['set', ['only']],
      [
        'zset',
        [
          { score: 1.5, member: 'low' },
          { score: 20, member: 'high' },
        ],
      ],
      ['stream', [{ id: '1-1', fields: { event: 'paid' } }]],
    ];
    for (const [label, value] of expected) {
      const document = await open(label);
      assert.equal(document.languageId, 'json', label);
      assert.deepEqual(JSON.parse(document.getText()), value);
    }
  });

  it('cannot be edited', async () => {
    const document = await open('text');
    await vscode.commands.executeCommand('type', { text: 'changed ' });
    assert.equal(document.getText(), 'plain text');
    assert.equal(document.isDirty, false);
  });

  it('comes in part when it is large, and more of it when asked', async () => {
    const document = await open('large');
    assert.equal(document.getText().length, 65_536);
    const more = await lensTitle(document, 'Show more');
    assert.match(more, /Show more \(64 KiB of 195 KiB\)/);
    await vscode.commands.executeCommand('cacheReview.showMoreOfValue', document.uri);
    await eventually(() => (document.getText().length === 200_000 ? true : undefined));
  });

  it('stays readable when the key is deleted meanwhile, and says so', async () => {
    const document = await open('short-lived');
    await scene.redis.del('short-lived');
    await vscode.commands.executeCommand('cacheReview.refreshValue', document.uri);
    await lensTitle(document, '$(warning)');
    assert.equal(document.getText(), 'as it was');
  });

  it('stays readable when the key becomes another type, until the reader asks for the new one', async () => {
    const document = await open('changing');
    await scene.redis.del('changing');
    await scene.redis.rpush('changing', 'now a list');
    await vscode.commands.executeCommand('cacheReview.refreshValue', document.uri);
    await lensTitle(document, 'Show the list');
    assert.equal(document.getText(), 'a string');
    await vscode.commands.executeCommand('cacheReview.refreshValue', document.uri);
    const changed = await eventually(() => {
      const open = vscode.workspace.textDocuments.find(
        ({ uri }) => uri.toString() === document.uri.toString(),
      );
      return open?.getText().startsWith('[') && open.languageId === 'json' ? open : undefined;
    });
    assert.deepEqual(JSON.parse(changed.getText()), ['now a list']);
  });

  it('opens for a key that is not text', async () => {
    const document = await open('\\xff\\x00\\x0aA');
    assert.equal(document.getText(), 'found');
  });

  it('says what to do when its connection is not open', async () => {
    const document = await open('text');
    await scene.api.connections.live.disconnect(scene.connectionId);
    await vscode.commands.executeCommand('cacheReview.refreshValue', document.uri);
    await lensTitle(document, 'This connection is not open');
    assert.equal(document.getText(), 'plain text');
    await scene.api.connections.live.connect(scene.connectionId);
  });
});

/** The title of the first lens with this text, as soon as it is there. */
function lensTitle(document: vscode.TextDocument, text: string): Promise<string> {
  return eventually(async () => {
    const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>(
      'vscode.executeCodeLensProvider',
      document.uri,
      10,
    );
    return lenses.map((lens) => lens.command?.title ?? '').find((title) => title.includes(text));
  });
}
