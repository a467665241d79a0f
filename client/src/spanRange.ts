/** A span of the code, lines and columns from 1, as VS Code counts them: from 0. */
import * as vscode from 'vscode';
import type { SourceSpan } from '../../shared/src/finding.js';

export function spanRange({ line, column, endLine, endColumn }: SourceSpan): vscode.Range {
  return new vscode.Range(line - 1, column - 1, endLine - 1, endColumn - 1);
}
