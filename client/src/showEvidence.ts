/** Shows how a finding came to be, as VS Code peeks at references. Enters: what the server put into the action. */

import * as vscode from 'vscode';
import type { FindingEvidence } from '../../shared/src/protocol.js';
import { spanRange } from './spanRange.js';

export async function showEvidence(given: unknown): Promise<void> {
  if (!isEvidence(given)) return;
  const locations = given.locations.map(
    ({ uri, span }) => new vscode.Location(vscode.Uri.parse(uri), spanRange(span)),
  );
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
