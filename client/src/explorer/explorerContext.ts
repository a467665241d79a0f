/** What the nodes of the explorer work with; built once, by the composition root. */
import type { ConnectionStore } from './connectionStore.js';
import type { FoundConnections } from './foundConnections.js';
import type { Keyspaces } from './keyspaces.js';
import type { LiveConnections } from './liveConnections.js';
import type { ScanStatus } from './scanStatus.js';

export interface ExplorerContext {
  readonly store: ConnectionStore;
  readonly live: LiveConnections;
  readonly keyspaces: Keyspaces;
  readonly found: FoundConnections;
  readonly scans: ScanStatus;
}
