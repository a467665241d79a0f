/** "Go to the code that writes this key": opens the one place, lets the reader choose among several. */

import * as vscode from 'vscode';
import type { CodeSite } from '../../../shared/src/protocol.js';
import { KeyNode } from '../explorer/nodes/keyNode.js';
import type { KeyName } from '../redis/bytes.js';
import { spanRange } from '../spanRange.js';
import { readValueUri } from '../values/valueUri.js';
import { visibleText } from '../visibleText.js';
import type { KeyPatterns } from './keyPatterns.js';
import { findWriters } from './writers.js';

export async function goToWriter(patterns: KeyPatterns, given: unknown): Promise<void> {
  const key = keyOf(given);
  if (!key) return;
  if (patterns.all.length === 0) await patterns.fetch();
  const writers = findWriters(key.text, patterns.all);
  if (writers.kind === 'none') {
    void vscode.window.showInformationMessage(visibleText(writers.reason));
    return;
  }
  const { folder } = writers.pattern;
  const [first, ...others] = writers.sites;
  if (!first) return;
  const site = others.length === 0 ? first : await chooseSite(writers.sites, writers.pattern.summary.pattern);
  if (site) await openSite(folder, site);
}

/** A key node, a value document, or the document in front. */
function keyOf(given: unknown): KeyName | undefined {
  if (given instanceof KeyNode) return given.key;
  const uri = given instanceof vscode.Uri ? given : vscode.window.activeTextEditor?.document.uri;
  return uri && readValueUri(uri)?.key;
}

async function chooseSite(sites: readonly CodeSite[], pattern: string): Promise<CodeSite | undefined> {
  const picked = await vscode.window.showQuickPick(
    sites.map((site) => ({
      label: `$(symbol-method) ${site.functionName}`,
      description: site.command,
      detail: `${site.span.file}:${site.span.line}`,
      site,
    })),
    { title: `Writes of ${pattern}`, placeHolder: 'Which place?', matchOnDetail: true },
  );
  return picked?.site;
}

async function openSite(folder: vscode.Uri, { span }: CodeSite): Promise<void> {
  const uri = vscode.Uri.joinPath(folder, span.file);
  await vscode.window.showTextDocument(uri, { selection: spanRange(span) });
}
