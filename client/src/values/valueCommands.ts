/** What the commands of value documents do. Enters: a key node, or the address of a document. */
import * as vscode from 'vscode';
import type { CommandHandlers } from '../commands.js';
import { KeyNode } from '../explorer/nodes/keyNode.js';
import type { ValueDocuments } from './valueDocuments.js';
import { VALUE_SCHEME } from './valueUri.js';

export type ValueCommand =
  | 'cacheReview.openValue'
  | 'cacheReview.showMoreOfValue'
  | 'cacheReview.refreshValue';

export function valueCommands(documents: ValueDocuments): Pick<CommandHandlers, ValueCommand> {
  return {
    async 'cacheReview.openValue'(node) {
      if (node instanceof KeyNode) await documents.open({ ...node.place, key: node.key });
    },
    async 'cacheReview.showMoreOfValue'(given) {
      const uri = documentUri(given);
      if (uri) await documents.showMore(uri);
    },
    async 'cacheReview.refreshValue'(given) {
      const uri = documentUri(given);
      if (uri) await documents.refresh(uri);
    },
  };
}

/** The given document, or the one in front. */
function documentUri(given: unknown): vscode.Uri | undefined {
  const uri = given instanceof vscode.Uri ? given : vscode.window.activeTextEditor?.document.uri;
  return uri?.scheme === VALUE_SCHEME ? uri : undefined;
}
