import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import * as vscode from 'vscode';

describe('activation', () => {
  it('activates and contributes the commands that package.json lists', async () => {
    const extension = vscode.extensions.getExtension('cache-review.cache-review');
    assert.ok(extension, 'the extension is known to VS Code');
    await extension.activate();
    const commands = await vscode.commands.getCommands(true);
    const contributed: { command: string }[] = extension.packageJSON.contributes.commands;
    assert.ok(contributed.length > 0);
    for (const { command } of contributed) {
      assert.ok(commands.includes(command), `the command ${command} is registered`);
    }
  });
});
