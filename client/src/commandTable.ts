/**
 * The one table of commands. `contributes.commands` and the palette are generated from it (a test rewrites them
 * when they are stale), and a command id that is not in it does not compile. Plain data.
 */
import {
  OPEN_RULE_PAGE_COMMAND,
  SHOW_EVIDENCE_COMMAND,
  SHOW_LIVE_KEYS_COMMAND,
} from '../../shared/src/protocol.js';

export interface CommandDescription {
  readonly title: string;
  /** A codicon reference, shown where the command is a button. */
  readonly icon?: string;
  /** False for commands that need a tree node or another argument: the palette does not offer them. */
  readonly palette: boolean;
}

export const COMMANDS = {
  'cacheReview.addConnection': { title: 'Add Connection…', icon: '$(add)', palette: true },
  'cacheReview.editConnection': { title: 'Edit Connection…', icon: '$(edit)', palette: false },
  'cacheReview.removeConnection': { title: 'Remove Connection', icon: '$(trash)', palette: false },
  'cacheReview.connect': { title: 'Connect', icon: '$(plug)', palette: false },
  'cacheReview.disconnect': { title: 'Disconnect', icon: '$(debug-disconnect)', palette: false },
  'cacheReview.useFoundConnection': {
    title: 'Use a Connection Found in This Workspace…',
    icon: '$(search)',
    palette: true,
  },
  'cacheReview.refreshExplorer': { title: 'Refresh Keys', icon: '$(refresh)', palette: true },
  'cacheReview.filterKeys': { title: 'Filter Keys by Pattern…', icon: '$(filter)', palette: true },
  'cacheReview.clearFilter': { title: 'Clear Filter', icon: '$(clear-all)', palette: false },
  'cacheReview.loadMore': { title: 'Load More Keys', icon: '$(arrow-down)', palette: false },
  'cacheReview.cancelScan': { title: 'Cancel Scan', icon: '$(debug-stop)', palette: true },
  'cacheReview.openValue': { title: 'Open Value', icon: '$(go-to-file)', palette: false },
  'cacheReview.showMoreOfValue': { title: 'Show More of This Value', icon: '$(unfold)', palette: false },
  'cacheReview.refreshValue': { title: 'Refresh Value', icon: '$(refresh)', palette: false },
  'cacheReview.copyKeyName': { title: 'Copy Key Name', icon: '$(copy)', palette: false },
  'cacheReview.goToWriter': {
    title: 'Go to the Code That Writes This Key',
    icon: '$(code)',
    palette: false,
  },
  'cacheReview.openHitRatePanel': { title: 'Open Hit Rate', icon: '$(graph-line)', palette: true },
  'cacheReview.filterCacheMap': { title: 'Filter Cache Map…', icon: '$(filter)', palette: true },
  'cacheReview.clearCacheMapFilter': {
    title: 'Clear Filter of Cache Map',
    icon: '$(clear-all)',
    palette: false,
  },
  'cacheReview.copyCacheMap': { title: 'Copy Cache Map as Markdown', icon: '$(copy)', palette: true },
  [SHOW_LIVE_KEYS_COMMAND]: { title: 'Show Live Keys', icon: '$(database)', palette: false },
  [OPEN_RULE_PAGE_COMMAND]: { title: 'Open Rule Page', icon: '$(book)', palette: false },
  [SHOW_EVIDENCE_COMMAND]: { title: 'Show the Evidence of a Finding', icon: '$(list-tree)', palette: false },
  'cacheReview.restartServer': { title: 'Restart Review Server', icon: '$(debug-restart)', palette: true },
  'cacheReview.showLog': { title: 'Show Log', icon: '$(output)', palette: true },
} as const satisfies Readonly<Record<string, CommandDescription>>;

export type CommandId = keyof typeof COMMANDS;
