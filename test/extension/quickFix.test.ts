import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'mocha';
import * as vscode from 'vscode';
import { activatedExtension, eventually } from './activated.js';

const CODE = `import Redis from 'ioredis';

const redis = new Redis();

export async function remember(id: string, name: string) {
  await redis.set(\`cache:quickfix:\${id}\`, name);
}

export function recall(id: string) {
  return redis.get(\`cache:quickfix:\${id}\`);
}
`;

describe('the quick fix of a missing TTL', () => {
  afterEach(async () => {
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  });

  it('adds one with the number selected, and the finding goes', async () => {
    const { editor, diagnostic, actions } = await openedWithActions();
    const [fix] = actions;
    assert.match(fix?.title ?? 'no action at all', /TTL|expiry/);
    assert.ok(fix?.edit);
    assert.ok(await vscode.workspace.applyEdit(fix.edit));
    const line = editor.document.lineAt(diagnostic.range.start.line).text;
    assert.match(line, /^ {2}await redis\.set\(`cache:quickfix:\$\{id\}`, name, 'EX', \d+\);$/);
    assert.match(editor.document.getText(editor.selection), /^\d+$/, 'the number is selected');
    await eventually(() => (ours(editor.document.uri).length === 0 ? true : undefined));
  });

  it('can be suppressed instead, with the reason selected', async () => {
    const { editor, diagnostic, actions } = await openedWithActions();
    const suppress = actions.find(({ title }) => title.startsWith('Suppress missing-ttl'));
    assert.ok(suppress?.edit);
    assert.ok(await vscode.workspace.applyEdit(suppress.edit));
    assert.equal(
      editor.document.lineAt(diagnostic.range.start.line).text,
      '  // cache-review-ignore-next-line missing-ttl -- reason',
    );
    assert.equal(editor.document.getText(editor.selection), 'reason');
    await eventually(() => (ours(editor.document.uri).length === 0 ? true : undefined));
  });
});

async function openedWithActions() {
  await activatedExtension();
  const document = await vscode.workspace.openTextDocument({ language: 'typescript', content: CODE });
  const editor = await vscode.window.showTextDocument(document);
  const diagnostic = await eventually(() =>
    ours(document.uri).find(({ code }) => typeof code === 'object' && code.value === 'missing-ttl'),
  );
  const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
    'vscode.executeCodeActionProvider',
    document.uri,
    diagnostic.range,
    vscode.CodeActionKind.QuickFix.value,
  );
  return { editor, diagnostic, actions };
}

function ours(uri: vscode.Uri): vscode.Diagnostic[] {
  return vscode.languages.getDiagnostics(uri).filter(({ source }) => source === 'cache-review');
}
