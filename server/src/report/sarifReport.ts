/**
 * Writes a report as SARIF 2.1.0, which code scanning of GitHub, GitLab and Azure DevOps reads. In: the report.
 * Out: text. Pure. Source: https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
 */
import { pathToFileURL } from 'node:url';
import type { Severity } from '../../../shared/src/finding.js';
import { RULES } from '../../../shared/src/ruleCatalogue.js';
import type { ReportFinding, ReportLocation, ReportStep, ReviewReport } from './report.js';

const SCHEMA = 'https://json.schemastore.org/sarif-2.1.0.json';
const LEVELS: Readonly<Record<Severity, string>> = {
  error: 'error',
  warning: 'warning',
  info: 'note',
  hint: 'note',
};

export function formatSarif(report: ReviewReport): string {
  const run = {
    tool: {
      driver: {
        name: 'cache-review',
        semanticVersion: report.version,
        rules: RULES.map(({ id, summary, severity }) => ({
          id,
          shortDescription: { text: summary },
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
