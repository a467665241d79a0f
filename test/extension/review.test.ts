import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'mocha';
import * as vscode from 'vscode';
import { activatedExtension, eventually } from './activated.js';

describe('the review of the workspace', () => {
  beforeEach(() => vscode.commands.executeCommand('workbench.action.closeAllEditors'));

  it('reports files that are not open, with a link to the rule', async () => {
    await activatedExtension();
    const [uri, found] = await eventually(() =>
      vscode.languages
        .getDiagnostics()
        .map(([file, diagnostics]) => [file, diagnostics.filter(isOurs)] as const)
        .find(([, diagnostics]) => diagnostics.length > 0),
    );
    assert.equal(vscode.window.visibleTextEditors.length, 0);
    assert.match(uri.path, /\/shop\/src\//);
    const [first] = found;
    assert.ok(first?.message);
    assert.ok(typeof first.code === 'object', 'the code of a finding links to the page of its rule');
  });

  it('follows an edit that is not saved', async () => {
    await activatedExtension();
    const [folder] = vscode.workspace.workspaceFolders ?? [];
    assert.ok(folder);
    const [uri] = await eventually(() =>
      vscode.languages
        .getDiagnostics()
        .find(([file, diagnostics]) => file.path.startsWith(folder.uri.path) && diagnostics.some(isOurs)),
    );
    const document = await vscode.workspace.openTextDocument(uri);
    await vscode.window.showTextDocument(document);
    const everything = new vscode.Range(0, 0, document.lineCount, 0);
    const edit = new vscode.WorkspaceEdit();
    edit.replace(uri, everything, 'export {};\n');
    assert.ok(await vscode.workspace.applyEdit(edit));
    await eventually(() => (vscode.languages.getDiagnostics(uri).some(isOurs) ? undefined : true));
    await vscode.commands.executeCommand('workbench.action.files.revert');
    await eventually(() => (vscode.languages.getDiagnostics(uri).some(isOurs) ? true : undefined));
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });
});

function isOurs(diagnostic: vscode.Diagnostic): boolean {
  return diagnostic.source === 'cache-review';
}
