/**
 * The composition root: builds every part, connects them, and nothing else. The review starts always; live
 * connections wait until the workspace is trusted.
 */
import * as vscode from 'vscode';
import {
  OPEN_RULE_PAGE_COMMAND,
  SHOW_EVIDENCE_COMMAND,
  SHOW_LIVE_KEYS_COMMAND,
} from '../../shared/src/protocol.js';
import { cacheMapCommands, patternOf } from './cacheMap/cacheMapCommands.js';
import { CACHE_MAP_VIEW, CacheMapTree } from './cacheMap/cacheMapTree.js';
import type { MapNode } from './cacheMap/mapNodes.js';
import { readExplorerSettings } from './clientSettings.js';
import { goToWriter } from './codeLink/goToWriter.js';
import { KeyPatterns } from './codeLink/keyPatterns.js';
import { LiveEvidenceReporter } from './codeLink/liveEvidence.js';
import { showLiveKeys } from './codeLink/showLiveKeys.js';
import { registerCommands } from './commands.js';
import { ConnectionStore } from './explorer/connectionStore.js';
import { connectFromEnvironment } from './explorer/environmentConnection.js';
import { connectionOf, explorerCommands } from './explorer/explorerCommands.js';
import type { ExplorerContext } from './explorer/explorerContext.js';
import { ExplorerTree } from './explorer/explorerTree.js';
import { EXPLORER_VIEW } from './explorer/explorerView.js';
import { FoundConnections } from './explorer/foundConnections.js';
import { Keyspaces } from './explorer/keyspaces.js';
import { LiveConnections } from './explorer/liveConnections.js';
import { ScanStatus } from './explorer/scanStatus.js';
import type { ExtensionApi } from './extensionApi.js';
import { createReviewServer, type ReviewServer } from './languageClient.js';
import { HitRatePanel } from './panel/hitRatePanel.js';
import { openRulePage } from './rulePage.js';
import { showEvidence } from './showEvidence.js';
import { valueCommands } from './values/valueCommands.js';
import { ValueDocuments } from './values/valueDocuments.js';
import { showValueLenses } from './values/valueLenses.js';

export function activate(context: vscode.ExtensionContext): ExtensionApi {
  const log = vscode.window.createOutputChannel('Cache Review', { log: true });
  const server = createReviewServer(context, log);
  const explorer = createExplorer(context, log);
  const tree = new ExplorerTree(explorer);
  const patterns = new KeyPatterns(server, log);
  const map = new CacheMapTree(patterns);
  const mapView = vscode.window.createTreeView(CACHE_MAP_VIEW, {
    treeDataProvider: map,
    showCollapseAll: true,
  });
  const panel = new HitRatePanel(context.extensionUri, explorer.store, explorer.live);
  const documents = new ValueDocuments(explorer.live);
  const view = vscode.window.createTreeView(EXPLORER_VIEW, { treeDataProvider: tree, showCollapseAll: true });
  context.subscriptions.push(
    log,
    server,
    explorer.store,
    explorer.live,
    explorer.found,
    tree,
    patterns,
    map,
    mapView,
    map.onDidChangeTreeData(() => showFilter(mapView, map)),
    panel,
    documents,
    showValueLenses(documents),
    new LiveEvidenceReporter(server, explorer.live, patterns, log),
    explorer.scans,
    view,
    explorer.scans.onDidChangeMessage((message) => {
      view.message = message;
    }),
    vscode.workspace.onDidGrantWorkspaceTrust(() => startLive(explorer, tree, log)),
    vscode.workspace.onDidChangeConfiguration((change) => applySettings(change, explorer, tree)),
    registerCommands({
      ...explorerCommands(explorer, tree),
      ...valueCommands(documents),
      ...cacheMapCommands(map),
      'cacheReview.goToWriter': (given) => goToWriter(patterns, given),
      'cacheReview.openHitRatePanel': (node) => panel.open(connectionOf(explorer, node)?.settings.id),
      [SHOW_LIVE_KEYS_COMMAND]: (given) =>
        showLiveKeys(explorer, tree, patternOf(given)?.summary.pattern ?? given),
      [SHOW_EVIDENCE_COMMAND]: showEvidence,
      [OPEN_RULE_PAGE_COMMAND]: (rule) => openRulePage(context.extensionUri, rule),
      'cacheReview.restartServer': () => startReview(server, patterns, 'restart'),
      'cacheReview.showLog': () => log.show(true),
    }),
  );
  // Not awaited: VS Code waits for `activate`, and the explorer needs no review.
  void startReview(server, patterns, 'start');
  startLive(explorer, tree, log);
  return {
    explorer: tree,
    cacheMap: map,
    connections: explorer,
    panelState: () => panel.state(),
    keyPatterns: () => patterns.all.map(({ summary }) => summary.pattern),
  };
}

function createExplorer(context: vscode.ExtensionContext, log: vscode.LogOutputChannel): ExplorerContext {
  const store = new ConnectionStore(context.globalState, context.secrets);
  return {
    store,
    live: new LiveConnections(store, log),
    keyspaces: new Keyspaces(readExplorerSettings),
    found: new FoundConnections(store, log),
    scans: new ScanStatus(),
  };
}

/**
 * A filter is never forgotten: the view says by what it is filtered. Beside a message VS Code shows no welcome, which
 * offers the way back where nothing is left: then the title says it.
 */
function showFilter(view: vscode.TreeView<MapNode>, map: CacheMapTree): void {
  const { filter } = map;
  const isEmpty = map.shown().length === 0;
  view.message = filter === '' || isEmpty ? '' : `Filtered by "${filter}".`;
  view.description = filter !== '' && isEmpty ? `filtered by "${filter}"` : '';
}

async function startReview(
  server: ReviewServer,
  patterns: KeyPatterns,
  action: 'start' | 'restart',
): Promise<void> {
  await server[action]();
  await patterns.fetch();
}

/** What needs trust: looking for connections, and the one that `npm start` names. */
function startLive(explorer: ExplorerContext, tree: ExplorerTree, log: vscode.LogOutputChannel): void {
  if (!vscode.workspace.isTrusted) return;
  tree.refresh();
  void explorer.found.search();
  void connectFromEnvironment(process.env, explorer, log);
}

function applySettings(
  change: vscode.ConfigurationChangeEvent,
  explorer: ExplorerContext,
  tree: ExplorerTree,
): void {
  if (change.affectsConfiguration('cacheReview.connections')) void explorer.found.search();
  if (!change.affectsConfiguration('cacheReview.explorer')) return;
  explorer.keyspaces.forgetAll();
  tree.refresh();
}
