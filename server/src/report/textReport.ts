/**
 * Writes a report for people: findings grouped by file, one summary line at the end. In: the report, and
 * whether the reader's terminal shows colours. Out: text. Pure.
 */
import type { Severity } from '../../../shared/src/finding.js';
import type { ReportExplanation, ReportFinding, ReportStep, ReviewReport } from './report.js';

type Paint = (text: string, style: keyof typeof STYLES) => string;

const STYLES = { bold: 1, dim: 2, underline: 4, red: 31, yellow: 33, blue: 34, green: 32 } as const;
const SEVERITY_STYLES: Readonly<Record<Severity, keyof typeof STYLES>> = {
  error: 'red',
  warning: 'yellow',
  info: 'blue',
  hint: 'dim',
};

export function formatText(report: ReviewReport, hasColour: boolean): string {
  const paint: Paint = (text, style) => (hasColour ? `\u001b[${STYLES[style]}m${text}\u001b[0m` : text);
  const groups = groupBy(report.findings, (finding) => finding.file);
  const blocks = groups.map(([file, findings]) => fileBlock(file, findings, paint));
  return [...blocks, summary(report, paint), ''].join('\n');
}

function fileBlock(file: string, findings: readonly ReportFinding[], paint: Paint): string {
  const places = findings.map(({ line, column }) => `${line}:${column}`);
  const placeWidth = Math.max(...places.map((place) => place.length));
  const severityWidth = Math.max(...findings.map(({ severity }) => severity.length));
  const lines = findings.flatMap((finding, index) => {
    const place = paint((places[index] ?? '').padStart(placeWidth), 'dim');
    const severity = paint(finding.severity.padEnd(severityWidth), SEVERITY_STYLES[finding.severity]);
    const indentation = ' '.repeat(placeWidth + severityWidth + 6);
    return [
      `  ${place}  ${severity}  ${finding.message}  ${paint(finding.rule, 'dim')}`,
      ...(finding.explanation ? explanationLines(finding.explanation) : finding.related.map(stepText)).map(
        (line) => paint(`${indentation}${line}`, 'dim'),
      ),
    ];
  });
  return `${paint(file, 'underline')}\n${lines.join('\n')}\n`;
}

/** The numbered steps, then what did not count. */
function explanationLines({ steps, dismissed, search }: ReportExplanation): readonly string[] {
  return [
    // A finding that is its own evidence needs no list of one.
    ...(steps.length > 1 ? steps.map((one, index) => `${index + 1}. ${stepText(one)}`) : []),
    ...(search === undefined ? [] : [search]),
    ...(dismissed.length > 0 ? ['Looked at, and does not count:'] : []),
    ...dismissed.map((one) => `- ${stepText(one)}`),
  ];
}

function stepText({ file, line, column, message }: ReportStep): string {
  return `${file}:${line}:${column}  ${message}`;
}

function summary(report: ReviewReport, paint: Paint): string {
  const { findings, skipped, stats } = report;
  const seconds = (stats.milliseconds / 1_000).toFixed(1);
  const reviewed = `${count(stats.files, 'file')} in ${seconds} s`;
  const counts = (['error', 'warning', 'info', 'hint'] as const)
    .map((severity) => ({
      severity,
      amount: findings.filter((finding) => finding.severity === severity).length,
    }))
    .filter(({ amount }) => amount > 0)
    .map(({ severity, amount }) => (severity === 'info' ? `${amount} info` : count(amount, severity)));
  const found =
    counts.length === 0
      ? paint(`No findings: reviewed ${reviewed}.`, 'green')
      : paint(`${count(findings.length, 'finding')} (${counts.join(', ')}): reviewed ${reviewed}.`, 'bold');
  return skipped.length === 0 ? found : `${found}\n${skippedLine(report)}`;
}

function skippedLine({ skipped }: ReviewReport): string {
  const byReason = groupBy(skipped, ({ reason }) => reason);
  const reasons = byReason.map(([reason, files]) => `${files.length} ${reason}`);
  return `${count(skipped.length, 'file')} skipped: ${reasons.join(', ')}. --format json names them.`;
}

function count(amount: number, noun: string): string {
  // Loading what the runtime knows of languages takes as long as a review that is recalled.
  const grouped = String(amount).replace(/\B(?=(?:\d{3})+$)/g, ',');
  return `${grouped} ${noun}${amount === 1 ? '' : 's'}`;
}

function groupBy<Item, Name>(
  items: readonly Item[],
  nameOf: (item: Item) => Name,
): readonly [Name, Item[]][] {
  const groups = new Map<Name, Item[]>();
  for (const item of items) {
    const group = groups.get(nameOf(item));
    if (group) group.push(item);
    else groups.set(nameOf(item), [item]);
  }
  return [...groups];
}
