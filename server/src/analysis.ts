/**
 * The facade: one workspace folder under review. The language server, the command line and the tests
 * use nothing else of the engine.
 */
import type { Finding, SkippedFile } from '../../shared/src/finding.js';
import type { KeyPatternSummary } from '../../shared/src/protocol.js';
import type { ReviewSettings } from '../../shared/src/settings.js';
import { FolderAnalysis } from './review/folderAnalysis.js';
import type { KeptReviews } from './review/keptReview.js';
import type { SettingsProblem } from './settingsFile/readSettingsFile.js';
import type { FactsCacheStore, WorkspaceSource } from './workspace/workspaceSource.js';

export type { SettingsProblem } from './settingsFile/readSettingsFile.js';

export interface ReviewStatistics {
  /** Files that may be reviewed. */
  readonly files: number;
  /** Files that were parsed, not taken from a cache. */
  readonly parsed: number;
  /** Files that were selected because their text mentions a cache. */
  readonly first: number;
  /** Files that were selected later, for what they write or call; what they import is read as far as it is needed. */
  readonly further: number;
  readonly milliseconds: number;
}

export interface ReviewResult {
  /** Sorted by file, then position, then rule. */
  readonly findings: readonly Finding[];
  readonly keyPatterns: readonly KeyPatternSummary[];
  readonly skipped: readonly SkippedFile[];
  readonly statistics: ReviewStatistics;
  /** One sentence for each thing that went wrong without ending the review, such as a rule that failed. */
  readonly problems: readonly string[];
  readonly settingsFile: SettingsFileReport;
  /** An earlier run found this, and nothing it was made of has changed; the next review is made anew. */
  readonly isKept?: true;
}

/** What is wrong with the settings file of the project; without `file` there is none. */
export interface SettingsFileReport {
  /** Relative to the root; above it with `..`. */
  readonly file?: string;
  readonly problems: readonly SettingsProblem[];
}

export interface ReviewOptions {
  /** Checked between files; an aborted review rejects with the signal's reason. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (done: number, total: number) => void;
}

export interface Analysis {
  /** An open document, new or changed: its text outranks the disk. `file` is relative to the root. */
  openDocument(file: string, text: string): void;
  closeDocument(file: string): void;
  /** Files created, changed or deleted on disk. */
  filesChanged(files: readonly string[]): void;
  configure(settings: ReviewSettings): void;
  review(options?: ReviewOptions): Promise<ReviewResult>;
  /**
   * The findings of one file with the texts of now, as its neighbours let expect them; undefined when only a review can
   * tell. The next review has the last word. Rejects once the signal is aborted.
   */
  reviewFile(file: string, signal?: AbortSignal): Promise<readonly Finding[] | undefined>;
  /** The text of a file as the last review saw it. */
  reviewedText(file: string): string | undefined;
  /** Keeps the last review for the next run. */
  keep(): void;
}

export interface AnalysisOptions {
  /** Facts of earlier runs; without it every candidate file is parsed anew. */
  readonly factsCache?: FactsCacheStore;
  /** The review of an earlier run, which answers as long as nothing has changed. */
  readonly keptReviews?: KeptReviews;
  /** Outranks the settings file as well. */
  readonly overrides?: Partial<ReviewSettings>;
}

export type CreateAnalysis = (
  source: WorkspaceSource,
  settings: ReviewSettings,
  options?: AnalysisOptions,
) => Analysis;

/** A review of one folder; nothing is read before `review` is called. */
export const createAnalysis: CreateAnalysis = (source, settings, options = {}) =>
  new FolderAnalysis(source, settings, options);
