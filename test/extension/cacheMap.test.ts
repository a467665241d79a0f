import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import * as vscode from 'vscode';
import type { MapNode } from '../../client/src/cacheMap/mapNodes.js';
import type { ExtensionApi } from '../../client/src/extensionApi.js';
import { activatedExtension, eventually } from './activated.js';

describe('the cache map', () => {
  let api: ExtensionApi;

  before(async () => {
    ({ exports: api } = await activatedExtension());
    await nodeNamed('coupon:{code}');
  });
  after(() => vscode.commands.executeCommand('workbench.action.closeAllEditors'));

  async function nodeNamed(label: string, parent?: MapNode): Promise<MapNode> {
    return eventually(async () =>
      ((await api.cacheMap.getChildren(parent)) ?? []).find((node) => node.label === label),
    );
  }

  it('marks the database write that leaves a cached copy, and opens it', async () => {
    const pattern = await nodeNamed('coupon:{code}');
    const writes = await nodeNamed('Database writes', pattern);
    const forgetful = await nodeNamed('importCoupons', writes);
    const item = await api.cacheMap.getTreeItem(forgetful);
    assert.equal((item.iconPath as vscode.ThemeIcon).id, 'warning');
    assert.ok(item.command);
    await vscode.commands.executeCommand(item.command.command, ...(item.command.arguments ?? []));
    const editor = vscode.window.activeTextEditor;
    assert.ok(editor, 'an editor is open');
    assert.ok(editor.document.uri.path.endsWith('/couponImport.ts'));
    assert.match(editor.document.lineAt(editor.selection.start.line).text, /upsert/);
  });

  it('is copied as Markdown, whole or one pattern', async () => {
    const pattern = await nodeNamed('coupon:{code}');
    await vscode.commands.executeCommand('cacheReview.copyCacheMap', pattern);
    const one = await vscode.env.clipboard.readText();
    assert.equal(one.trim().split('\n').length, 3);
    assert.match(one, /`coupon:\{code\}`.*✖ leaves the copy: `importCoupons`/);
    await vscode.commands.executeCommand('cacheReview.copyCacheMap');
    assert.ok((await vscode.env.clipboard.readText()).trim().split('\n').length > 10);
  });
});
