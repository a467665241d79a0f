/** Shows how a finding came to be, as VS Code peeks at references. Enters: what the server put into the action. */
import * as vscode from 'vscode';
import type { FindingEvidence } from '../../shared/src/protocol.js';

export async function showEvidence(given: unknown): Promise<void> {
  if (!isEvidence(given)) return;
  const locations = given.locations.map(({ uri, span }) => {
    const start = new vscode.Position(span.line - 1, span.column - 1);
    const end = new vscode.Position(span.endLine - 1, span.endColumn - 1);
    return new vscode.Location(vscode.Uri.parse(uri), new vscode.Range(start, end));
  });
  const position = new vscode.Position(given.line, given.character);
  await vscode.commands.executeCommand(
    'editor.action.peekLocations',
    vscode.Uri.parse(given.uri),
    position,
    locations,
    'peek',
  );
}

function isEvidence(given: unknown): given is FindingEvidence {
  return (
    typeof given === 'object' && given !== null && 'locations' in given && Array.isArray(given.locations)
  );
}
