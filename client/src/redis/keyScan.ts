/**
 * Walks the keys of all primaries with SCAN, page by page. In: a gate and a filter. Out: pages of new keys.
 * Guarantees: COUNT never above 1,000 and halved whenever a call is slow; at least as much pause as work;
 * cursors stay opaque; no key twice; ends only when every primary said so, the budget is spent, or aborted.
 */
import type { KeyName } from './bytes.js';
import type { CommandGate } from './commandGate.js';
import type { ConnectionProblem } from './connectionError.js';

export interface KeyScanOptions {
  /** A glob for MATCH. Without glob characters it is looked up as one exact name, without a scan. */
  readonly match?: string;
  /** Keys in a page; 500 unless told. */
  readonly pageSize?: number;
  /** The largest COUNT; 500 unless told, never above 1,000. */
  readonly count?: number;
  /** How many keys one page may examine before it gives back what it found; 10,000 unless told. */
  readonly budget?: number;
}

export interface ScanProgress {
  /** Keys the server has looked at since the scan began, also those the filter dropped. */
  readonly examined: number;
  readonly found: number;
  /** DBSIZE over all primaries; absent when refused. */
  readonly estimatedTotal?: number;
}

export interface ScanPage extends ScanProgress {
  /** New keys only, at most `pageSize`. */
  readonly keys: readonly KeyName[];
  /** True when every key of every primary has been seen: there is no next page. */
  readonly complete: boolean;
  /** Why the page ended. */
  readonly ended: 'complete' | 'page' | 'budget' | 'cancelled' | 'problem';
  readonly problem?: ConnectionProblem;
}

export interface KeyScan {
  /** The next page. Aborting gives back what was found so far with `ended: 'cancelled'`; calling again goes on. */
  next(options?: {
    readonly signal?: AbortSignal;
    readonly onProgress?: (progress: ScanProgress) => void;
  }): Promise<ScanPage>;
}

/** Prepares a scan; nothing is sent before `next`. */
export declare function startKeyScan(gate: CommandGate, options?: KeyScanOptions): KeyScan;

/** Whether a filter has glob characters that are not escaped. */
export declare function isGlob(match: string): boolean;
