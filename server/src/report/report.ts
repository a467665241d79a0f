/**
 * What the command line reports, before it is written as text or JSON. The shape of the JSON is a
 * promise to its readers: `review.schema.json` beside this file describes it, and a test compares them.
 */
import { explanationOf } from '../../../shared/src/explanation.js';
import type {
  Confidence,
  Finding,
  RelatedLocation,
  Severity,
  SkippedFile,
  SourceSpan,
} from '../../../shared/src/finding.js';
import type { ReviewResult, ReviewStatistics } from '../analysis.js';

export interface ReportLocation {
  /** Relative to the root, with forward slashes. */
  readonly file: string;
  /** From 1, like the column. */
  readonly line: number;
  readonly column: number;
}

export interface ReportFinding extends ReportLocation {
  readonly rule: string;
  readonly severity: Severity;
  readonly confidence: Confidence;
  readonly endLine: number;
  readonly endColumn: number;
  readonly message: string;
  readonly key?: string;
  /** Titles of the fixes that the editor offers. */
  readonly fixes: readonly string[];
  readonly related: readonly ReportStep[];
  /** Only when asked for. */
  readonly explanation?: ReportExplanation;
}

export interface ReportStep extends ReportLocation {
  readonly message: string;
}

export interface ReportExplanation {
  /** The chain of evidence in the order in which it happens. */
  readonly steps: readonly ReportStep[];
  /** What was looked at and did not count. */
  readonly dismissed: readonly ReportStep[];
  readonly search?: string;
}

export interface ReviewReport {
  readonly tool: 'cache-review';
  readonly version: string;
  /** Absolute. */
  readonly root: string;
  readonly findings: readonly ReportFinding[];
  readonly skipped: readonly SkippedFile[];
  readonly stats: ReviewStatistics;
}

export function createReport(
  result: ReviewResult,
  root: string,
  version: string,
  { explain = false } = {},
): ReviewReport {
  return {
    tool: 'cache-review',
    version,
    root,
    findings: result.findings.map((finding) => ({
      rule: finding.rule,
      severity: finding.severity,
      confidence: finding.confidence,
      ...locationOf(finding.span),
      endLine: finding.span.endLine,
      endColumn: finding.span.endColumn,
      message: finding.message,
      ...(finding.key === undefined ? {} : { key: finding.key }),
      fixes: finding.fixes.map((fix) => fix.title),
      related: finding.related.map(stepOf),
      ...(explain ? { explanation: reportExplanation(finding) } : {}),
    })),
    skipped: result.skipped.map(({ file, reason }) => ({ file, reason })),
    stats: result.statistics,
  };
}

function reportExplanation(finding: Finding): ReportExplanation {
  const { steps, dismissed, search } = explanationOf(finding);
  return {
    steps: steps.map(stepOf),
    dismissed: dismissed.map(stepOf),
    ...(search === undefined ? {} : { search }),
  };
}

function stepOf({ span, message }: RelatedLocation): ReportStep {
  return { ...locationOf(span), message };
}

function locationOf({ file, line, column }: SourceSpan): ReportLocation {
  return { file, line, column };
}

export type FailOn = 'error' | 'warning' | 'info';

const SEVERITIES: readonly Severity[] = ['error', 'warning', 'info', 'hint'];

/** Whether a finding is at least as severe as `failOn`. */
export function isFailure(report: ReviewReport, failOn: FailOn): boolean {
  const limit = SEVERITIES.indexOf(failOn);
  return report.findings.some((finding) => SEVERITIES.indexOf(finding.severity) <= limit);
}
