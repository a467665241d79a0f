/**
 * Where an analysis gets its files from: a folder on disk, or texts in memory. A source remembers what it
 * has read between two reviews; a snapshot taken from it never changes afterwards. All paths are relative
 * to the root, with forward slashes.
 */
import { DEFAULT_REVIEW_SETTINGS } from '../../../shared/src/settings.js';
import type { WorkspaceSnapshot } from './snapshot.js';

export interface WorkspaceSource {
  /** What the folder holds now. Rejects with the signal's reason when it is aborted. */
  snapshot(signal?: AbortSignal): Promise<WorkspaceSnapshot>;
  /** An open document, new or changed: its text outranks the disk. */
  setOpenDocument(file: string, text: string): void;
  closeDocument(file: string): void;
  /** Files or folders created, changed or deleted on disk. */
  filesChanged(files: readonly string[]): void;
  /** The settings file that counts for this folder: its own, or the nearest above it in the repository. */
  settingsFile(): SettingsFileText | undefined;
  /** What the next snapshots leave out. The analysis calls it before each. */
  setLimits(limits: SourceLimits): void;
  /**
   * Another text as soon as a file of the folder is written, comes or goes, found without reading one; undefined where
   * that cannot be said.
   */
  fingerprint(): Promise<string | undefined>;
}

export const NO_LIMITS: SourceLimits = {
  maximumFileBytes: DEFAULT_REVIEW_SETTINGS.maximumFileBytes,
  ignore: [],
  ignoreRoot: '',
};

/**
 * Keeps the facts of files between two runs, by the hash of the text. `version` names the extractor:
 * facts saved by another version are not returned. Never throws; a lost cache only costs time.
 */
export interface FactsCacheStore {
  load(version: string): Map<string, unknown>;
  /** Replaces everything saved before. The facts must survive JSON. */
  save(version: string, facts: ReadonlyMap<string, unknown>): void;
}

/** Keeps one review between two runs. Never throws. What it gives back may be of any kind. */
export interface ReviewStore {
  load(): unknown;
  /** Must survive JSON. */
  save(review: unknown): void;
}

export interface SettingsFileText {
  /** Relative to the root of the review; above it with `..`. */
  readonly file: string;
  /** The root as the folder of the file sees it; '' when it is the same folder. */
  readonly root: string;
  readonly text: string;
}

export interface SourceLimits {
  /** Larger files are skipped. */
  readonly maximumFileBytes: number;
  /** Lines as of a .gitignore file. */
  readonly ignore: readonly string[];
  /** The root as the folder that the lines are about sees it. */
  readonly ignoreRoot: string;
}
