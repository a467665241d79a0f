/**
 * One folder under review, as the protocol sees it: open documents and changed files go in, diagnostics by
 * file come out. Reviews never overlap. A review that fails leaves the findings as they were. Who asks for one file
 * while somebody types is answered from its neighbours at once; the folder is reviewed when the typing pauses.
 */
import { createHash } from 'node:crypto';
import type { Diagnostic } from 'vscode-languageserver/node';
import type { Finding } from '../../../shared/src/finding.js';
import type { ReviewSettings } from '../../../shared/src/settings.js';
import { SETTINGS_FILE } from '../../../shared/src/settingsFile.js';
import type { Analysis, ReviewResult, SettingsProblem } from '../analysis.js';
import { createReviewQueue } from './reviewQueue.js';
import { createTypedFiles } from './typedFiles.js';
import { uriBelow } from './uris.js';

export interface FolderSettings {
  readonly review: ReviewSettings;
  readonly showsLenses: boolean;
}

/** What a client is told about one file. Files without findings have none. */
export interface FileReport {
  /** Equal ids, equal diagnostics. */
  readonly resultId: string;
  readonly diagnostics: readonly Diagnostic[];
  readonly findings: readonly Finding[];
}

export interface FolderState {
  readonly result: ReviewResult;
  readonly reports: ReadonlyMap<string, FileReport>;
}

export interface FolderReview {
  readonly uri: string;
  /** False for a single document that belongs to no folder. */
  readonly isWhole: boolean;
  readonly settings: FolderSettings;
  readonly isQuiescent: boolean;
  /** The last finished review, without waiting for a running one. */
  readonly latest: FolderState | undefined;
  /** Why the last review ended without a result. */
  readonly failure: string | undefined;
  openDocument(file: string, uri: string, text: string): void;
  closeDocument(file: string): void;
  filesChanged(files: readonly string[]): void;
  configure(settings: FolderSettings): void;
  /** The state of everything said so far; waits for the review of it. */
  current(): Promise<FolderState>;
  /** What is known of one file with the texts of now; it may be told before the folder is reviewed. */
  reportOf(file: string): Promise<FileReport | undefined>;
  /** As the client spells it while the document is open. */
  uriOf(file: string): string;
  /** The text of a file as the last review saw it. */
  textOf(file: string): string | undefined;
  dispose(): void;
}

export interface FolderHooks {
  /** A review starts; the answer reports progress and is ended. */
  onStart(folder: FolderReview): FolderProgress;
  /**
   * `before`: what the client has been told. `edited`: files whose documents changed since and that it has been told
   * nothing about; their diagnostics are asked for anyway.
   */
  onFinish(folder: FolderReview, before: FolderState | undefined, edited: ReadonlySet<string>): void;
  onFailure(folder: FolderReview, error: unknown): void;
  /** Nothing is left to review. */
  onSettled(folder: FolderReview): void;
  toDiagnostic(folder: FolderReview, finding: Finding): Diagnostic;
  /** About the settings file of the project. */
  settingsDiagnostics(problems: readonly SettingsProblem[]): readonly Diagnostic[];
}

export interface FolderProgress {
  report(done: number, total: number): void;
  end(): void;
}

/** Long enough for the files of a branch switch to be reported together. Milliseconds. */
const DELAY_MS = 60;
/** Somebody waits for it. */
const AT_ONCE_MS = 1;
/**
 * What an earlier session found answers at once; who edits needs a review of this one, which waits until the editor has
 * started.
 */
const AFTER_START_MS = 2000;
/** Who types on within this time is not interrupted by a review of the folder. */
const TYPING_PAUSE_MS = 250;

const NOTHING: ReviewResult = {
  findings: [],
  keyPatterns: [],
  skipped: [],
  statistics: { files: 0, parsed: 0, first: 0, further: 0, milliseconds: 0 },
  problems: [],
  settingsFile: { problems: [] },
};

/** Nothing is reviewed before the first `configure`. */
export function createFolderReview(
  uri: string,
  isWhole: boolean,
  analysis: Analysis,
  initial: FolderSettings,
  hooks: FolderHooks,
): FolderReview {
  const openUris = new Map<string, string>();
  let settings = initial;
  let isConfigured = false;
  let latest: FolderState | undefined;
  let failure: string | undefined;
  /** Something was said that the last review does not know. */
  let isStale = false;
  let edited = new Set<string>();
  const queue = createReviewQueue(run, () => hooks.onSettled(folder));
  const request = (delayMs: number) => {
    isStale = true;
    if (isConfigured) queue.request(delayMs);
  };
  const answers = () => queue.isSettled || (!isStale && latest?.result.isKept === true);
  let isDisposed = false;
  const typed = createTypedFiles(reviewFile, () => !isDisposed && !answers(), TYPING_PAUSE_MS);
  let endWaiting: () => void = () => undefined;
  const firstConfiguration = new Promise<void>((resolve) => {
    endWaiting = resolve;
  });

  const folder: FolderReview = {
    uri,
    isWhole,
    get settings() {
      return settings;
    },
    get isQuiescent() {
      return isConfigured && queue.isSettled;
    },
    get latest() {
      return latest;
    },
    get failure() {
      return failure;
    },
    openDocument(file, documentUri, text) {
      openUris.set(file, documentUri);
      edited.add(file);
      typed.edit(file);
      analysis.openDocument(file, text);
      request(latest ? TYPING_PAUSE_MS : AT_ONCE_MS);
    },
    closeDocument(file) {
      openUris.delete(file);
      typed.interrupt();
      analysis.closeDocument(file);
      request(DELAY_MS);
    },
    filesChanged(files) {
      typed.interrupt();
      analysis.filesChanged(files);
      request(DELAY_MS);
    },
    configure(changed) {
      const isSame = isConfigured && JSON.stringify(changed) === JSON.stringify(settings);
      settings = changed;
      if (isSame) return;
      isConfigured = true;
      typed.interrupt();
      analysis.configure(changed.review);
      request(DELAY_MS);
      endWaiting();
    },
    async current() {
      await firstConfiguration;
      if (!answers()) await queue.settled();
      return latest ?? { result: NOTHING, reports: new Map() };
    },
    async reportOf(file) {
      await firstConfiguration;
      const report = await typed.reportOf(file);
      if (report) return report;
      if (!answers()) {
        queue.hasten(AT_ONCE_MS);
        await queue.settled();
      }
      return latest?.reports.get(file);
    },
    uriOf: (file) => openUris.get(file) ?? uriBelow(uri, file),
    textOf: (file) => analysis.reviewedText(file),
    dispose() {
      isDisposed = true;
      endWaiting();
      typed.interrupt();
      queue.dispose();
      analysis.keep();
    },
  };

  async function run(signal: AbortSignal): Promise<void> {
    const progress = hooks.onStart(folder);
    try {
      const result = await reviewOnce(signal, progress);
      if (signal.aborted) return;
      const before = latest && { ...latest, reports: new Map([...latest.reports, ...typed.told]) };
      const untold = new Set([...edited].filter((file) => !typed.told.has(file)));
      isStale = false;
      edited = new Set();
      typed.forget();
      failure = undefined;
      latest = {
        result,
        reports: new Map([
          ...reportsOf(result.findings, (finding) => hooks.toDiagnostic(folder, finding)),
          ...settingsReports(result.settingsFile, hooks),
        ]),
      };
      hooks.onFinish(folder, before, untold);
      if (result.isKept) queue.request(AFTER_START_MS);
    } catch (error) {
      if (signal.aborted) return;
      failure = error instanceof Error ? error.message : String(error);
      hooks.onFailure(folder, error);
    } finally {
      progress.end();
    }
  }

  /** The findings of one edited file, where its neighbours say them. */
  async function reviewFile(file: string, signal: AbortSignal): Promise<FileReport | undefined> {
    const findings = latest && settings.review.enabled ? await analysis.reviewFile(file, signal) : undefined;
    return (
      findings &&
      createFileReport(
        findings.map((finding) => hooks.toDiagnostic(folder, finding)),
        findings,
      )
    );
  }

  function reviewOnce(signal: AbortSignal, progress: FolderProgress): Promise<ReviewResult> | ReviewResult {
    if (!settings.review.enabled) return NOTHING;
    return analysis.review({ signal, onProgress: progress.report });
  }

  return folder;
}

function reportsOf(
  findings: readonly Finding[],
  toDiagnostic: (finding: Finding) => Diagnostic,
): ReadonlyMap<string, FileReport> {
  const byFile = new Map<string, Finding[]>();
  for (const finding of findings) {
    const others = byFile.get(finding.span.file);
    if (others) others.push(finding);
    else byFile.set(finding.span.file, [finding]);
  }
  const reports = new Map<string, FileReport>();
  for (const [file, own] of byFile) {
    reports.set(file, createFileReport(own.map(toDiagnostic), own));
  }
  return reports;
}

function createFileReport(diagnostics: readonly Diagnostic[], findings: readonly Finding[]): FileReport {
  const resultId = createHash('sha1').update(JSON.stringify(diagnostics)).digest('base64url');
  return { resultId, diagnostics, findings };
}

/** A file above the folder belongs to no document here; what is wrong with it stands in the log. */
function settingsReports(
  { file, problems }: ReviewResult['settingsFile'],
  hooks: FolderHooks,
): ReadonlyMap<string, FileReport> {
  const diagnostics = file === SETTINGS_FILE ? hooks.settingsDiagnostics(problems) : [];
  return new Map(diagnostics.length > 0 ? [[SETTINGS_FILE, createFileReport(diagnostics, [])]] : []);
}

/** Files whose diagnostics differ between two states. */
export function changedFiles(
  before: FolderState | undefined,
  after: FolderState | undefined,
): readonly string[] {
  const files = new Set([...(before?.reports.keys() ?? []), ...(after?.reports.keys() ?? [])]);
  return [...files].filter(
    (file) => before?.reports.get(file)?.resultId !== after?.reports.get(file)?.resultId,
  );
}
