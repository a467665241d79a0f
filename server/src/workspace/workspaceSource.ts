/**
 * Where an analysis gets its files from: a folder on disk, or texts in memory. A source remembers what it
 * has read between two reviews; a snapshot taken from it never changes afterwards. All paths are relative
 * to the root, with forward slashes.
 */
import type { WorkspaceSnapshot } from './snapshot.js';

export interface WorkspaceSource {
  /** What the folder holds now. Rejects with the signal's reason when it is aborted. */
  snapshot(signal?: AbortSignal): Promise<WorkspaceSnapshot>;
  /** An open document, new or changed: its text outranks the disk. */
  setOpenDocument(file: string, text: string): void;
  closeDocument(file: string): void;
  /** Files or folders created, changed or deleted on disk. */
  filesChanged(files: readonly string[]): void;
  /** Larger files are skipped. The analysis calls it when it is created and configured. Bytes. */
  setMaximumFileBytes(bytes: number): void;
}

/**
 * Keeps the facts of files between two runs, by the hash of the text. `version` names the extractor:
 * facts saved by another version are not returned. Never throws; a lost cache only costs time.
 */
export interface FactsCacheStore {
  load(version: string): Map<string, unknown>;
  /** Replaces everything saved before. The facts must survive JSON. */
  save(version: string, facts: ReadonlyMap<string, unknown>): void;
}
