/**
 * What is generated from the rule catalogue and the settings: the tables of the README and the headers of the
 * rule pages, and the table of the ruling set. In: the catalogue, verdicts. Out: texts; nothing is written.
 */
import { presetSeverity, RULES, type RuleDescription, rulePagePath } from '../../shared/src/ruleCatalogue.js';
import { SETTINGS } from '../../shared/src/settings.js';
import { findingsPerRule, tally } from '../ruling/compareRulings.js';
import type { JudgedFinding, Ruling } from '../ruling/verdicts.js';

const PREFIX = 'cacheReview.';
const FIX_WORDS = { safe: 'safe', suggestion: 'suggestion', none: 'no' } as const;

/** Replaces what stands between `<!-- generated: name -->` and `<!-- end -->`. Throws when they are absent. */
export function replaceSection(text: string, name: string, content: string): string {
  const section = new RegExp(`(<!-- generated: ${name} -->\n)(?:(?!<!-- end -->).*\n)*(<!-- end -->)`);
  if (!section.test(text)) throw new Error(`There is no "<!-- generated: ${name} --> … <!-- end -->".`);
  return text.replace(section, (_, start: string, end: string) => `${start}\n${content}\n\n${end}`);
}

export function rulesTable(): string {
  const rows = RULES.map((rule) => [
    `[\`${rule.id}\`](${rulePagePath(rule.id)})`,
    severityCell(rule),
    rule.summary,
    FIX_WORDS[rule.fix],
  ]);
  return table(['Rule', 'Severity', 'What it reports', 'Fix'], rows);
}

export function settingsTable(): string {
  const rows = SETTINGS.map((setting) => [
    `\`${PREFIX}${setting.key}\``,
    `\`${JSON.stringify(setting.default)}\``,
    setting.description,
  ]);
  return table(['Setting', 'Default', 'What it does'], rows);
}

/** What was found in real repositories, and what its readers thought of it. */
export function rulingTable(rulings: readonly Ruling[]): string {
  const rows = rulings.map(({ repository, commit, lines, findings }) => [
    `[${repository}](https://github.com/${repository}/tree/${commit})`,
    lines.toLocaleString('en-US'),
    findingsPerRule(findings) || 'none',
    ...tallyCells(findings),
  ]);
  const all = rulings.flatMap(({ findings }) => findings);
  const lines = rulings.reduce((sum, ruling) => sum + ruling.lines, 0);
  const sum = ['all', lines.toLocaleString('en-US'), `${all.length} findings`, ...tallyCells(all)];
  return table(['Repository', 'Lines', 'Findings', 'Right', 'Debatable', 'Wrong'], [...rows, sum]);
}

function tallyCells(findings: readonly JudgedFinding[]): readonly string[] {
  const { right, debatable, wrong } = tally(findings);
  return [right, debatable, wrong].map(String);
}

export function rulePageHeader(rule: RuleDescription): string {
  const facts = table(
    ['Category', 'Severity', 'Quick fix', 'Setting'],
    [[rule.category, severityCell(rule), FIX_WORDS[rule.fix], `\`${PREFIX}rules.${rule.id}\``]],
  );
  return `${rule.summary}\n\n${facts}`;
}

function severityCell(rule: RuleDescription): string {
  const severity = presetSeverity(rule, 'recommended');
  return severity === 'off' ? `off (strict: ${rule.severity})` : severity;
}

/** With padded columns, as the formatter writes it. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const cells = [head, ...rows].map((row) => row.map((cell) => cell.replaceAll('|', '\\|')));
  const widths = head.map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
  const [top = [], ...rest] = cells.map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)));
  const rule = widths.map((width) => '-'.repeat(width));
  return [top, rule, ...rest].map((row) => `| ${row.join(' | ')} |`).join('\n');
}
