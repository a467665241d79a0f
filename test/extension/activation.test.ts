import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import * as vscode from 'vscode';
import { activatedExtension } from './activated.js';

describe('activation', () => {
  it('registers every command that package.json lists', async () => {
    const { packageJSON } = await activatedExtension();
    const registered = await vscode.commands.getCommands(true);
    const listed: { command: string }[] = packageJSON.contributes.commands;
    assert.ok(listed.length > 0);
    const missing = listed.map(({ command }) => command).filter((command) => !registered.includes(command));
    assert.deepEqual(missing, []);
  });
});
