/** What the commands of the cache map do. Enters: the node a menu was opened on, or nothing from the palette. */
import * as vscode from 'vscode';
import type { CommandHandlers } from '../commands.js';
import type { CacheMapTree } from './cacheMapTree.js';
import { mapMarkdown } from './mapMarkdown.js';
import type { MapNode, MappedPattern } from './mapNodes.js';

export type CacheMapCommand =
  | 'cacheReview.filterCacheMap'
  | 'cacheReview.clearCacheMapFilter'
  | 'cacheReview.copyCacheMap';

export function cacheMapCommands(tree: CacheMapTree): Pick<CommandHandlers, CacheMapCommand> {
  return {
    async 'cacheReview.filterCacheMap'() {
      const entered = await vscode.window.showInputBox({
        title: 'Filter Cache Map',
        prompt: 'A part of a key pattern, an entity, a function or a file. Empty shows everything.',
        placeHolder: 'user:',
        value: tree.filter,
      });
      if (entered !== undefined) tree.setFilter(entered);
    },
    'cacheReview.clearCacheMapFilter': () => tree.setFilter(''),
    async 'cacheReview.copyCacheMap'(node) {
      const one = patternOf(node);
      const patterns = one ? [one] : tree.shown();
      await vscode.env.clipboard.writeText(mapMarkdown(patterns));
      const what = patterns.length === 1 ? '1 key pattern' : `${patterns.length} key patterns`;
      vscode.window.setStatusBarMessage(`Copied ${what} as Markdown`, 3_000);
    },
  };
}

/** The pattern of a node of the map; undefined for anything else. */
export function patternOf(node: unknown): MappedPattern | undefined {
  return typeof node === 'object' && node !== null && 'pattern' in node
    ? (node as MapNode).pattern
    : undefined;
}
