/** Registers and runs the commands of the table. Enters: a handler for every command. Leaves: registrations. */
import * as vscode from 'vscode';
import { COMMANDS, type CommandId } from './commandTable.js';

/** Arguments come from menus and `command:` links, so a handler checks what it is given. */
export type CommandHandler = (...received: readonly unknown[]) => unknown;

/** A handler for every command: leaving one out does not compile. */
export type CommandHandlers = Readonly<Record<CommandId, CommandHandler>>;

export function registerCommands(handlers: CommandHandlers): vscode.Disposable {
  const registrations = commandIds().map((id) => vscode.commands.registerCommand(id, handlers[id]));
  return vscode.Disposable.from(...registrations);
}

/** Runs one of our own commands. */
export function runCommand(id: CommandId, ...given: readonly unknown[]): Thenable<unknown> {
  return vscode.commands.executeCommand(id, ...given);
}

/** What a tree item or a lens carries. */
export function commandReference(id: CommandId, ...given: readonly unknown[]): vscode.Command {
  return { command: id, title: COMMANDS[id].title, arguments: [...given] };
}

function commandIds(): readonly CommandId[] {
  return Object.keys(COMMANDS) as CommandId[];
}
