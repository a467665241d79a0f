/**
 * What a test run found, part by part, and how it is told: one line for each part, the failures in full, and the
 * sum at the end. A part that could not run counts as one failure, never as nothing.
 */
import { existsSync, readFileSync } from 'node:fs';

export interface Failure {
  readonly title: string;
  /** The reason, with the stack where there is one. */
  readonly reason: string;
}

export interface PartResult {
  readonly name: string;
  readonly passed: number;
  readonly failures: readonly Failure[];
  readonly milliseconds: number;
}

/** The part of mocha's JSON report that is read here. */
interface MochaReport {
  readonly stats: { readonly passes: number };
  readonly failures: readonly {
    readonly fullTitle: string;
    readonly err: { readonly message?: string; readonly stack?: string };
  }[];
}

export type SuiteOutcome = Pick<PartResult, 'passed' | 'failures'>;

export function couldNotRun(name: string, error: unknown): SuiteOutcome {
  const reason = error instanceof Error ? error.message : String(error);
  return { passed: 0, failures: [{ title: `${name} could not run`, reason }] };
}

/**
 * Reads a report that mocha wrote as JSON. No report, or a report without a single test, is a failure; `log` then
 * says why.
 */
export function readMochaReport(name: string, file: string, log: string): SuiteOutcome {
  if (!existsSync(file)) {
    return couldNotRun(name, new Error(`No result was written.\n${log}`));
  }
  const report = JSON.parse(readFileSync(file, 'utf8')) as MochaReport;
  const failures = report.failures.map(({ fullTitle, err }) => ({
    title: fullTitle,
    reason: err.stack ?? err.message ?? 'no reason given',
  }));
  return report.stats.passes + failures.length === 0
    ? couldNotRun(name, new Error(`It contains no test.\n${log}`))
    : { passed: report.stats.passes, failures };
}

/** One line for a part, and its failures below. */
export function describePart(part: PartResult): string {
  const seconds = (part.milliseconds / 1000).toFixed(1);
  const mark = part.failures.length === 0 ? '✔' : '✖';
  const head = `${mark} ${part.name}: ${part.passed} passed, ${part.failures.length} failed (${seconds} s)`;
  const failures = part.failures.map(({ title, reason }) => `\n  ✖ ${title}\n${indent(reason)}`);
  return [head, ...failures].join('\n');
}

/** The last line of a run. */
export function describeTotal(parts: readonly PartResult[]): string {
  return `${sum(parts.map((part) => part.passed))} passed, ${sum(parts.map((part) => part.failures.length))} failed`;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

function indent(text: string): string {
  return text.trimEnd().replace(/^/gm, '      ');
}
