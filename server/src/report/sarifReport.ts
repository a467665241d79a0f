/**
 * Writes a report as SARIF 2.1.0, which code scanning of GitHub, GitLab and Azure DevOps reads. In: the report, and a way
 * to the page of a rule. Out: text. Source: https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
 */
import { pathToFileURL } from 'node:url';
import type { Severity } from '../../../shared/src/finding.js';
import { RULES, type RuleId } from '../../../shared/src/ruleCatalogue.js';
import type { ReportFinding, ReportLocation, ReportStep, ReviewReport } from './report.js';

const SCHEMA = 'https://json.schemastore.org/sarif-2.1.0.json';
const LEVELS: Readonly<Record<Severity, string>> = {
  error: 'error',
  warning: 'warning',
  info: 'note',
  hint: 'note',
};

/** The text of a rule's page; undefined where there is none beside the program. */
export type ReadRulePage = (rule: RuleId) => string | undefined;

export function formatSarif(report: ReviewReport, readRulePage: ReadRulePage): string {
  const found = new Set<string>(report.findings.map(({ rule }) => rule));
  const run = {
    tool: {
      driver: {
        name: 'cache-review',
        semanticVersion: report.version,
        rules: RULES.map(({ id, summary, severity }) => ({
          id,
          shortDescription: { text: summary },
          fullDescription: { text: summary },
          // Who reads findings in a browser has no other way to the page.
          ...(found.has(id) && helpOf(readRulePage(id))),
          defaultConfiguration: { level: LEVELS[severity] },
        })),
      },
    },
    columnKind: 'utf16CodeUnits',
    originalUriBaseIds: { ROOT: { uri: `${pathToFileURL(report.root).href.replace(/\/$/, '')}/` } },
    results: report.findings.map(toResult),
  };
  return `${JSON.stringify({ $schema: SCHEMA, version: '2.1.0', runs: [run] }, undefined, 2)}\n`;
}

function helpOf(page: string | undefined) {
  if (page === undefined) return {};
  const text = page.replace(/<!--.*?-->\n*/g, '').trim();
  return { help: { text, markdown: text } };
}

function toResult(finding: ReportFinding) {
  const { rule, severity, message, key = '', related, explanation } = finding;
  return {
    ruleId: rule,
    ruleIndex: RULES.findIndex(({ id }) => id === rule),
    level: LEVELS[severity],
    message: { text: message },
    locations: [
      {
        physicalLocation: physicalLocation(finding, {
          endLine: finding.endLine,
          endColumn: finding.endColumn,
        }),
      },
    ],
    relatedLocations: related.map((step, id) => ({ id, ...stepLocation(step) })),
    // A finding stays the same finding when lines above it come and go.
    partialFingerprints: { 'patternOfRule/v1': `${rule} ${finding.file} ${key}` },
    ...(explanation && {
      codeFlows: [
        { threadFlows: [{ locations: explanation.steps.map((step) => ({ location: stepLocation(step) })) }] },
      ],
    }),
  };
}

function stepLocation(step: ReportStep) {
  return { physicalLocation: physicalLocation(step), message: { text: step.message } };
}

function physicalLocation(
  { file, line, column }: ReportLocation,
  end?: { readonly endLine: number; readonly endColumn: number },
) {
  return {
    artifactLocation: { uri: encodeURI(file), uriBaseId: 'ROOT' },
    region: { startLine: line, startColumn: column, ...end },
  };
}
