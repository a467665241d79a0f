/** What `activate` gives back: a face for the suites that run inside VS Code. It is no public interface. */
import type * as vscode from 'vscode';
import type { MapNode } from './cacheMap/mapNodes.js';
import type { ExplorerContext } from './explorer/explorerContext.js';
import type { ExplorerNode } from './explorer/nodes/explorerNode.js';
import type { PanelState } from './panel/protocol.js';

export interface ExtensionApi {
  readonly explorer: vscode.TreeDataProvider<ExplorerNode>;
  readonly cacheMap: vscode.TreeDataProvider<MapNode>;
  readonly connections: Pick<ExplorerContext, 'store' | 'live' | 'keyspaces' | 'found'>;
  /** What the hit-rate panel shows now. */
  panelState(): PanelState;
  /** The patterns of the code, as `formatKeyPattern` writes them. */
  keyPatterns(): readonly string[];
}
