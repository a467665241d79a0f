/** The settings the client reads, each when it is needed, so that a change needs no restart. */
import * as vscode from 'vscode';

export interface ExplorerSettings {
  readonly delimiter: string;
  /** Keys. */
  readonly pageSize: number;
  readonly scanCount: number;
}

function read<Value>(key: string, fallback: Value): Value {
  return vscode.workspace.getConfiguration('cacheReview').get<Value>(key, fallback);
}

export function readExplorerSettings(): ExplorerSettings {
  return {
    delimiter: read('explorer.delimiter', ':'),
    pageSize: read('explorer.pageSize', 500),
    scanCount: read('explorer.scanCount', 500),
  };
}

/** How much of a value is fetched at first, in bytes. */
export function readPreviewBytes(): number {
  return read('explorer.previewKilobytes', 64) * 1024;
}

/** Milliseconds between two samples of the hit-rate panel. */
export function readSampleIntervalMs(): number {
  return Math.max(1, read('panel.sampleSeconds', 5)) * 1000;
}

export function isLensEnabled(): boolean {
  return read('lens.enabled', true);
}

export function isDiscoveryEnabled(): boolean {
  return read('connections.discover', true);
}
