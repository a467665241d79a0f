import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import * as vscode from 'vscode';
import type { ExplorerNode } from '../../client/src/explorer/nodes/explorerNode.js';
import type { ExtensionApi } from '../../client/src/extensionApi.js';
import { activatedExtension, eventually } from './activated.js';

describe('the key explorer', () => {
  it('shows connection, database, folders and keys of a running server', async () => {
    const { exports: api } = await activatedExtension();
    const connection = await child(api, undefined, 'Local (npm start)');
    const database = await child(api, connection, 'db0');
    const folder = await child(api, database, 'product');
    const [key] = (await api.explorer.getChildren(folder)) ?? [];
    assert.ok(key);
    assert.equal((await item(api, key)).contextValue, 'key');
  });

  it('opens the value of a key in a document of its language', async () => {
    const { exports: api } = await activatedExtension();
    const connection = await child(api, undefined, 'Local (npm start)');
    const database = await child(api, connection, 'db0');
    const folder = await child(api, database, 'product');
    const [key] = (await api.explorer.getChildren(folder)) ?? [];
    assert.ok(key);
    await vscode.commands.executeCommand('cacheReview.openValue', key);
    const editor = await eventually(() => vscode.window.activeTextEditor);
    assert.equal(editor.document.languageId, 'json');
    assert.ok(JSON.parse(editor.document.getText()).priceInCents > 0);
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });
});

/** The child with this label, as soon as it is there. */
function child(api: ExtensionApi, parent: ExplorerNode | undefined, label: string): Promise<ExplorerNode> {
  return eventually(async () => {
    const nodes = (await api.explorer.getChildren(parent)) ?? [];
    const labels = await Promise.all(nodes.map(async (node) => (await item(api, node)).label));
    return nodes[labels.indexOf(label)];
  });
}

async function item(api: ExtensionApi, node: ExplorerNode): Promise<vscode.TreeItem> {
  return api.explorer.getTreeItem(node);
}
