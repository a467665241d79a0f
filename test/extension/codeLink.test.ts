import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'mocha';
import * as vscode from 'vscode';
import { eventually } from './activated.js';
import { connectedScene, nodeAt, type Scene } from './explored.js';

const SOURCE = `import Redis from 'ioredis';

const redis = new Redis();

export async function rememberGadget(id: string, gadget: object) {
  await redis.set(\`gadget:\${id}\`, JSON.stringify(gadget));
}

export function getGadget(id: string) {
  return redis.get(gadgetKey(id));
}

function gadgetKey(id: string) {
  return \`gadget:\${id}\`;
}
`;

describe('a live key and the code that writes it', () => {
  let scene: Scene;
  let file: vscode.Uri;

  before(async () => {
    const [folder] = vscode.workspace.workspaceFolders ?? [];
    assert.ok(folder);
    file = vscode.Uri.joinPath(folder.uri, 'src', 'gadgets.ts');
    await vscode.workspace.fs.writeFile(file, new TextEncoder().encode(SOURCE));
    scene = await connectedScene('linked', async (redis) => {
      await redis.set('gadget:1', '{}', 'EX', 3600);
      await redis.set('gadget:2', '{}');
      await redis.set('stranger', '{}');
    });
    await eventually(() => (scene.api.keyPatterns().includes('gadget:{id}') ? true : undefined));
  });
  after(async () => {
    await vscode.workspace.fs.delete(file);
    await scene.end();
  });
  afterEach(() => vscode.commands.executeCommand('workbench.action.closeAllEditors'));

  it('are one step apart: the key opens the write', async () => {
    const key = await nodeAt(scene.api, 'linked', 'db0', 'gadget', '1');
    await vscode.commands.executeCommand('cacheReview.goToWriter', key);
    const editor = await eventually(() => {
      const active = vscode.window.activeTextEditor;
      return active?.document.uri.path.endsWith('/gadgets.ts') ? active : undefined;
    });
    assert.equal(editor.selection.start.line, 5);
  });

  it('leave the editor alone when no code writes the key', async () => {
    const key = await nodeAt(scene.api, 'linked', 'db0', 'stranger');
    await vscode.commands.executeCommand('cacheReview.goToWriter', key);
    assert.equal(vscode.window.activeTextEditor, undefined);
  });

  it('meet in a lens over the write: live keys and the share without a TTL', async () => {
    const document = await vscode.workspace.openTextDocument(file);
    await vscode.window.showTextDocument(document);
    const title = await eventually(async () => {
      const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>(
        'vscode.executeCodeLensProvider',
        document.uri,
        20,
      );
      return lenses.map((lens) => lens.command?.title ?? '').find((text) => /live key/.test(text));
    });
    assert.match(title, /2 live keys/);
    assert.match(title, /50\s?%/);
  });

  it('meet in a lens over the key builder as well: uses, life and live keys', async () => {
    const document = await vscode.workspace.openTextDocument(file);
    await vscode.window.showTextDocument(document);
    const line =
      document.getText().slice(0, document.getText().indexOf('function gadgetKey')).split('\n').length - 1;
    const title = await eventually(async () => {
      const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>(
        'vscode.executeCodeLensProvider',
        document.uri,
        20,
      );
      const above = lenses.filter(({ range }) => range.start.line === line);
      return above.map((lens) => lens.command?.title ?? '').find((text) => /live key/.test(text));
    });
    assert.equal(title, 'read 1 · written 1 · invalidated 0 · no TTL · 2 live keys');
  });
});
