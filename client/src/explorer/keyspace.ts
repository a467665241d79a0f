/**
 * The keys of one database as far as they have been scanned. Enters: a connection's gate, a filter, "load
 * more". Leaves: folders and keys with what is known of each. Guarantees: one scan at a time, a cancelled scan
 * keeps what it found and can go on, details are asked only for keys that are shown.
 */

import type { KeyName } from '../redis/bytes.js';
import type { CommandGate } from '../redis/commandGate.js';
import { type KeyDetails, readKeyDetails } from '../redis/keyDetails.js';
import { type KeyScan, type ScanPage, type ScanProgress, startKeyScan } from '../redis/keyScan.js';
import { buildKeyTree, type TreeNode } from '../redis/keyTree.js';

export interface KeyspaceOptions {
  readonly delimiter: string;
  readonly pageSize: number;
  readonly scanCount: number;
}

/** What the latest page said; the keys themselves are in the tree. */
export type KeyspaceProgress = Omit<ScanPage, 'keys'>;

/** How many children a folder shows before it asks. */
const CHILDREN_SHOWN = 500;

export class Keyspace {
  private readonly scan: KeyScan;
  private readonly keys: KeyName[] = [];
  private readonly details = new Map<string, KeyDetails>();
  private readonly shown = new Map<string, number>();
  private tree: readonly TreeNode[] = [];
  private running: { readonly page: Promise<void>; readonly abort: AbortController } | undefined;
  private latest: KeyspaceProgress | undefined;

  constructor(
    private readonly gate: CommandGate,
    private readonly options: KeyspaceOptions,
    /** A glob, or an exact name; every key when absent. */
    readonly filter: string | undefined,
  ) {
    this.scan = startKeyScan(gate, {
      pageSize: options.pageSize,
      count: options.scanCount,
      ...(filter === undefined ? {} : { match: filter }),
    });
  }

  get progress(): KeyspaceProgress | undefined {
    return this.latest;
  }

  get isScanning(): boolean {
    return this.running !== undefined;
  }

  /** Folders and keys at the top. */
  get roots(): readonly TreeNode[] {
    return this.tree;
  }

  /** Reads the next page, or joins the one being read. */
  loadMore(onProgress?: (progress: ScanProgress) => void): Promise<void> {
    if (this.running) return this.running.page;
    const abort = new AbortController();
    const page = this.readPage(abort.signal, onProgress).finally(() => {
      this.running = undefined;
    });
    this.running = { page, abort };
    return page;
  }

  /** Stops the scan; what it found stays, and "load more" goes on from there. */
  cancel(): void {
    this.running?.abort.abort();
  }

  /** The children to show of a folder (or of the top), and how many are left out. */
  visible(
    parentId: string,
    children: readonly TreeNode[],
  ): { readonly nodes: readonly TreeNode[]; readonly hidden: number } {
    const limit = this.shown.get(parentId) ?? CHILDREN_SHOWN;
    return { nodes: children.slice(0, limit), hidden: Math.max(0, children.length - limit) };
  }

  showMoreOf(parentId: string): void {
    this.shown.set(parentId, (this.shown.get(parentId) ?? CHILDREN_SHOWN) + CHILDREN_SHOWN);
  }

  /** Type and TTL of keys; asks the server for those not known yet. */
  async detailsOf(keys: readonly KeyName[]): Promise<ReadonlyMap<string, KeyDetails>> {
    const unknown = keys.filter((key) => !this.details.has(key.id));
    if (unknown.length > 0) {
      for (const detail of await readKeyDetails(this.gate, unknown)) this.details.set(detail.key.id, detail);
    }
    return this.details;
  }

  /** With a filter a page is not full before it is: it goes on over keys that do not match, until cancelled. */
  private async readPage(signal: AbortSignal, onProgress?: (progress: ScanProgress) => void): Promise<void> {
    const before = this.keys.length;
    for (;;) {
      const { keys, ...progress } = await this.scan.next({ signal, ...(onProgress ? { onProgress } : {}) });
      this.keys.push(...keys);
      this.latest = progress;
      const found = this.keys.length - before;
      const isThin =
        this.filter !== undefined && progress.ended === 'budget' && found < this.options.pageSize;
      if (!isThin || signal.aborted) break;
    }
    this.tree = buildKeyTree(this.keys, this.options.delimiter);
  }
}
