import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import * as vscode from 'vscode';
import { activatedExtension, eventually } from './activated.js';

const TEXT = `{
  // The tools of the shop
  "preset": "strickt",
  "rules": { "missing-ttl": "" },

}
`;

const CACHED = `import Redis from 'ioredis';

const redis = new Redis();

export async function lamp(id: string, load: (id: string) => Promise<string>) {
  const hit = await redis.get(\`lamp:\${id}\`);
  if (hit) return hit;
  const value = await load(id);
  await redis.set(\`lamp:\${id}\`, value);
  return value;
}
`;

describe('cache-review.json in the editor', () => {
  let file: vscode.Uri;
  let code: vscode.Uri;

  before(async () => {
    await activatedExtension();
    const [folder] = vscode.workspace.workspaceFolders ?? [];
    assert.ok(folder);
    file = vscode.Uri.joinPath(folder.uri, 'cache-review.json');
    code = vscode.Uri.joinPath(folder.uri, 'src', 'lamps.ts');
    await write(code, CACHED);
    await write(file, TEXT);
    await vscode.window.showTextDocument(file);
  });
  after(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await vscode.workspace.fs.delete(file);
    await vscode.workspace.fs.delete(code);
  });

  const write = (uri: vscode.Uri, text: string) =>
    vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));

  /** What is offered behind the text, once the schema has been read. */
  async function offered(behind: string, expected: string): Promise<readonly string[]> {
    const document = await vscode.workspace.openTextDocument(file);
    const position = document.positionAt(document.getText().indexOf(behind) + behind.length);
    return eventually(async () => {
      const { items } = await vscode.commands.executeCommand<vscode.CompletionList>(
        'vscode.executeCompletionItemProvider',
        file,
        position,
      );
      const labels = items.map(({ label }) => (typeof label === 'string' ? label : label.label));
      return labels.some((label) => label.includes(expected)) ? labels : undefined;
    });
  }

  it('completes settings, rules and severities', async () => {
    const settings = await offered('"" },\n', 'acceptedStalenessSeconds');
    assert.ok(settings.includes('externalKeyPrefixes'), settings.join());
    const rules = await offered('"rules": { ', 'write-without-invalidation');
    assert.ok(rules.includes('keys-command'), rules.join());
    const severities = (await offered('"missing-ttl": ', 'warning')).map((label) =>
      label.replaceAll('"', ''),
    );
    assert.deepEqual(severities.sort(), ['default', 'error', 'hint', 'info', 'off', 'warning']);
  });

  it('says once what is wrong, and allows comments and commas at the end', async () => {
    const problems = await eventually(() => {
      const found = vscode.languages.getDiagnostics(file);
      return found.some(({ message }) => message.includes('"strict"')) ? found : undefined;
    });
    const lines = problems.map(({ range }) => range.start.line);
    assert.deepEqual(lines.sort(), [2, 3], problems.map(({ message }) => message).join());
  });

  it('decides what the editor reports, while it is typed', async () => {
    await eventually(() => (severity() === vscode.DiagnosticSeverity.Warning ? true : undefined));
    const editor = await vscode.window.showTextDocument(file);
    await editor.edit((edit) =>
      edit.replace(wholeOf(editor.document), '{ "rules": { "missing-ttl": "error" } }'),
    );
    await eventually(() => (severity() === vscode.DiagnosticSeverity.Error ? true : undefined));
    await editor.edit((edit) => edit.replace(wholeOf(editor.document), '{ "ignore": ["src/lamps.ts"] }'));
    await eventually(() => (severity() === undefined ? true : undefined));
    await vscode.commands.executeCommand('workbench.action.files.revert');
    await eventually(() => (severity() === vscode.DiagnosticSeverity.Warning ? true : undefined));
  });

  function severity(): vscode.DiagnosticSeverity | undefined {
    const ours = vscode.languages.getDiagnostics(code).filter(({ source }) => source === 'cache-review');
    return ours.find(({ message }) => message.includes('without an expiry'))?.severity;
  }

  function wholeOf(document: vscode.TextDocument): vscode.Range {
    return new vscode.Range(0, 0, document.lineCount, 0);
  }
});
