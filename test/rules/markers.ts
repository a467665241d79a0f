/**
 * Expected findings, written into the reviewed code itself. In: the texts of files, and the findings of a
 * review. Out: what differs, one readable paragraph a difference; none when they agree exactly.
 *
 *     await redis.set(productKey(id), JSON.stringify(product));
 *     //          ^^^ warning missing-ttl: product:{id}
 *
 * The carets lie under the span of the finding, in the nearest line above that is no marker. What follows
 * the colon, if anything, must be contained in the message.
 */
import type { Finding, Severity } from '../../shared/src/finding.js';

export interface Marker {
  readonly file: string;
  /** From 1, like `column` and `endColumn`. */
  readonly line: number;
  readonly column: number;
  readonly endColumn: number;
  readonly severity: Severity;
  readonly rule: string;
  /** '' when the message may be anything. */
  readonly words: string;
}

const MARKER = /^(\s*\/\/\s*)(\^+) (error|warning|info|hint) ([a-z-]+)(?:: (.*))?$/;
const ALMOST_MARKER = /^\s*\/\/.*\^\^/;

/** The markers of one file. Throws for a comment that looks like a marker and is none. */
export function parseMarkers(file: string, text: string): readonly Marker[] {
  const markers: Marker[] = [];
  let codeLine = 0;
  for (const [index, lineText] of text.split(/\r?\n/).entries()) {
    const marker = readMarker(file, codeLine, lineText);
    if (marker) markers.push(marker);
    else if (ALMOST_MARKER.test(lineText)) throw new Error(`${file}:${index + 1} is no marker: ${lineText}`);
    else codeLine = index + 1;
  }
  return markers;
}

function readMarker(file: string, line: number, text: string): Marker | undefined {
  const match = MARKER.exec(text);
  if (!match) return undefined;
  const [, before = '', carets = '', severity = '', rule = '', words = ''] = match;
  return {
    file,
    line,
    column: before.length + 1,
    endColumn: before.length + carets.length + 1,
    severity: severity as Severity,
    rule,
    words,
  };
}

/** One paragraph for each marker without a finding and each finding without a marker. */
export function compareWithMarkers(
  markers: readonly Marker[],
  findings: readonly Finding[],
): readonly string[] {
  const open = new Set(findings);
  const unmet = markers.filter((marker) => {
    const met = findings.find((finding) => open.has(finding) && agrees(marker, finding));
    if (met) open.delete(met);
    return !met;
  });
  const differences: string[] = [];
  for (const marker of unmet) {
    const near = [...open].find((finding) => isNear(marker, finding));
    if (near) open.delete(near);
    differences.push(near ? describeNear(marker, near) : `missing     ${describeMarker(marker)}`);
  }
  for (const finding of open) differences.push(`unexpected  ${describeFinding(finding)}`);
  return differences;
}

function agrees(marker: Marker, finding: Finding): boolean {
  return (
    isNear(marker, finding) &&
    finding.span.column === marker.column &&
    finding.span.endLine === marker.line &&
    finding.span.endColumn === marker.endColumn &&
    finding.severity === marker.severity &&
    finding.message.includes(marker.words)
  );
}

/** The same rule in the same line: the two belong together, though something differs. */
function isNear(marker: Marker, finding: Finding): boolean {
  return (
    finding.rule === marker.rule && finding.span.file === marker.file && finding.span.line === marker.line
  );
}

function describeNear(marker: Marker, finding: Finding): string {
  return `different   expected ${describeMarker(marker)}\n            found    ${describeFinding(finding)}`;
}

function describeMarker({ file, line, column, endColumn, severity, rule, words }: Marker): string {
  return `${file}:${line}:${column}-${endColumn} ${severity} ${rule}${words ? `: … ${words} …` : ''}`;
}

function describeFinding({ span, severity, rule, message }: Finding): string {
  return `${span.file}:${span.line}:${span.column}-${span.endColumn} ${severity} ${rule}: ${message}`;
}
