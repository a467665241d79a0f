/**
 * Runs one review for the command line. In: the parsed command and the ways to the outside world. Out: the
 * exit status; the report goes to `write`, everything else to `complain`. Never throws.
 */
import { basename, dirname, relative, resolve } from 'node:path';
import { DEFAULT_REVIEW_SETTINGS, type ReviewSettings } from '../../../shared/src/settings.js';
import type { CreateAnalysis, ReviewResult } from '../analysis.js';
import { KeptReviews } from '../review/keptReview.js';
import { createDiskWorkspace, findPackageFile } from '../workspace/diskWorkspace.js';
import { createFactsCacheFile } from '../workspace/factsCacheFile.js';
import { pathKind } from '../workspace/pathKind.js';
import { createReviewFile } from '../workspace/reviewFile.js';
import { isSourceName } from '../workspace/sourceFile.js';
import type { WorkspaceSource } from '../workspace/workspaceSource.js';
import type { ReviewCommand } from './commandLine.js';
import { formatJson } from './jsonReport.js';
import { createReport, isFailure, type ReviewReport } from './report.js';
import { formatSarif, type ReadRulePage } from './sarifReport.js';
import { formatText } from './textReport.js';

export interface CommandSurroundings {
  /** Loads the engine, which takes longer than looking whether it is needed. */
  loadEngine(): Promise<CreateAnalysis>;
  /** Tells one build of the engine from another; without it no review is kept between two runs. */
  readonly build: string | undefined;
  readonly version: string;
  /** What PATH is relative to. */
  readonly workingDirectory: string;
  readonly hasColour: boolean;
  readonly readRulePage: ReadRulePage;
  write(text: string): void;
  complain(sentence: string): void;
}

export const EXIT_CLEAN = 0;
export const EXIT_FINDINGS = 1;
export const EXIT_FAILED = 2;

export interface Target {
  readonly root: string;
  readonly source: WorkspaceSource;
  /** Relative to the root; only its findings are reported. */
  readonly file?: string;
}

export async function runReviewCommand(command: ReviewCommand, around: CommandSurroundings): Promise<number> {
  const target = findTarget(resolve(around.workingDirectory, command.path), command.path);
  if (typeof target === 'string') {
    around.complain(target);
    return EXIT_FAILED;
  }
  try {
    const result = onlyFile(await review(target, command, around), target.file);
    for (const problem of result.problems) around.complain(problem);
    const report = createReport(result, target.root, around.version, command);
    around.write(formatReport(report, command.format, around));
    // What was reviewed with other settings than those that are written is no answer to rely on.
    if (result.settingsFile.problems.some(({ severity }) => severity === 'error')) return EXIT_FAILED;
    return isFailure(report, command.failOn) ? EXIT_FINDINGS : EXIT_CLEAN;
  } catch (error) {
    around.complain(`The review could not run: ${error instanceof Error ? error.message : String(error)}`);
    return EXIT_FAILED;
  }
}

function formatReport(
  report: ReviewReport,
  format: ReviewCommand['format'],
  { hasColour, readRulePage }: CommandSurroundings,
): string {
  switch (format) {
    case 'json':
      return formatJson(report);
    case 'sarif':
      return formatSarif(report, readRulePage);
    case 'text':
      return formatText(report, hasColour);
  }
}

/** Rejects when the folder cannot be read. */
export async function review(
  { source, root }: Target,
  { useCache, preset }: Pick<ReviewCommand, 'useCache' | 'preset'>,
  { build, loadEngine }: CommandSurroundings,
): Promise<ReviewResult> {
  const started = performance.now();
  const overrides: Partial<ReviewSettings> = preset ? { preset } : {};
  const keptReviews =
    useCache && build !== undefined ? new KeptReviews(createReviewFile(root), build) : undefined;
  const kept = await keptReviews?.recallUntouched(source, DEFAULT_REVIEW_SETTINGS, overrides);
  if (kept) {
    const milliseconds = Math.round(performance.now() - started);
    return { ...kept, statistics: { ...kept.statistics, parsed: 0, milliseconds } };
  }
  const createAnalysis = await loadEngine();
  const analysis = createAnalysis(source, DEFAULT_REVIEW_SETTINGS, {
    overrides,
    ...(useCache && { factsCache: createFactsCacheFile(root) }),
    ...(keptReviews && { keptReviews }),
  });
  const result = await analysis.review();
  analysis.keep();
  return result;
}

/** Where to review, or a sentence that says why it cannot be. */
export function findTarget(path: string, asTyped: string): Target | string {
  const kind = pathKind(path);
  if (kind === 'absent') return `${asTyped} does not exist.`;
  if (kind === 'forbidden') return `${asTyped} may not be read.`;
  if (kind === 'folder') return { root: path, source: createDiskWorkspace(path) };
  if (kind === 'other' || !isSourceName(path)) {
    return `${asTyped} is neither a folder nor a TypeScript or JavaScript source file.`;
  }
  const packageFile = findPackageFile(dirname(path));
  if (packageFile === undefined) {
    const root = dirname(path);
    return { root, source: createDiskWorkspace(root, { only: [basename(path)] }), file: basename(path) };
  }
  // What a call means may be settled in another file of the package, so all of it is read.
  const root = dirname(packageFile);
  return { root, source: createDiskWorkspace(root), file: relative(root, path).replaceAll('\\', '/') };
}

function onlyFile(result: ReviewResult, file: string | undefined): ReviewResult {
  if (file === undefined) return result;
  return {
    ...result,
    findings: result.findings.filter((finding) => finding.span.file === file),
    skipped: result.skipped.filter((skipped) => skipped.file === file),
  };
}
