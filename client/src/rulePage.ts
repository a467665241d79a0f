/** Opens the page of a rule in the installed extension, as VS Code previews Markdown. */
import * as vscode from 'vscode';
import { RULES, rulePagePath } from '../../shared/src/ruleCatalogue.js';

export async function openRulePage(extensionUri: vscode.Uri, rule: unknown): Promise<void> {
  const known = RULES.find(({ id }) => id === rule);
  if (!known) return;
  const page = vscode.Uri.joinPath(extensionUri, rulePagePath(known.id));
  await vscode.commands.executeCommand('markdown.showPreviewToSide', page);
}
