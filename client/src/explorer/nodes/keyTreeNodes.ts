/** Turns a level of the key tree into nodes, asking type and TTL for the keys of this level only. */

import type { TreeNode } from '../../redis/keyTree.js';
import type { Keyspace, KeyspaceProgress } from '../keyspace.js';
import type { ExplorerNode } from './explorerNode.js';
import { FolderNode } from './folderNode.js';
import { KeyNode, type KeyPlace } from './keyNode.js';
import { LoadMoreNode } from './loadMoreNode.js';

export interface KeyLevel {
  readonly parent: ExplorerNode;
  readonly keyspace: Keyspace;
  readonly place: KeyPlace;
  readonly nodes: readonly TreeNode[];
}

export async function keyTreeNodes(level: KeyLevel): Promise<readonly ExplorerNode[]> {
  const { parent, keyspace, place } = level;
  const { nodes, hidden } = keyspace.visible(parent.id, level.nodes);
  const keys = nodes.flatMap((node) => (node.kind === 'key' ? [node.key] : []));
  const details = await keyspace.detailsOf(keys);
  const shown = nodes.map((node): ExplorerNode => {
    const id = `${idOfDatabase(place)}/${node.id}`;
    if (node.kind === 'folder') {
      return new FolderNode(parent, id, node, keyspace, (folder) =>
        keyTreeNodes({ parent: folder, keyspace, place, nodes: node.children }),
      );
    }
    return new KeyNode(parent, id, node.label, node.key, place, details.get(node.key.id));
  });
  if (hidden === 0) return shown;
  const more = new LoadMoreNode(parent, 'Show more', `${amount(hidden)} more here`, async () =>
    keyspace.showMoreOf(parent.id),
  );
  return [...shown, more];
}

export function idOfDatabase(place: KeyPlace): string {
  return `connection/${place.connectionId}/${place.database}`;
}

/** `examined 10,000 of 1,203,441 keys`. */
export function examinedText(progress: KeyspaceProgress): string {
  const { examined, estimatedTotal } = progress;
  const total = estimatedTotal === undefined ? '' : ` of ${amount(Math.max(estimatedTotal, examined))}`;
  return `examined ${amount(examined)}${total}`;
}

export function amount(count: number): string {
  return count.toLocaleString('en-US');
}
