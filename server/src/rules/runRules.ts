/**
 * Runs the rules over a model and applies settings and suppressions. A rule that throws is left out and
 * named in `problems`; the others go on.
 */
import type { Finding } from '../../../shared/src/finding.js';
import { RULES } from '../../../shared/src/ruleCatalogue.js';
import { isRuleOn, type ReviewSettings } from '../../../shared/src/settings.js';
import type { SuppressionFact } from '../facts/fileFacts.js';
import type { WorkspaceModel } from '../model/workspaceModel.js';
import type { DraftFinding, Rule } from './rule.js';

export interface RuleResults {
  /** Sorted by file, position and rule. */
  readonly findings: readonly Finding[];
  /** Rules that failed, with the reason. */
  readonly failures: readonly { readonly rule: string; readonly reason: string }[];
}

export function runRules(
  rules: readonly Rule[],
  model: WorkspaceModel,
  settings: ReviewSettings,
  suppressionsOf: (file: string) => readonly SuppressionFact[],
): RuleResults {
  const findings: Finding[] = [];
  const failures: { rule: string; reason: string }[] = [];
  for (const rule of rules) {
    if (!isRuleOn(rule.id, settings)) continue;
    try {
      const drafts = rule.review(model, settings);
      for (const draft of drafts) findings.push(complete(rule, draft, settings));
    } catch (error) {
      failures.push({ rule: rule.id, reason: error instanceof Error ? error.message : String(error) });
    }
  }
  const shown = findings
    .filter((finding) => settings.showPossible || finding.confidence !== 'possible')
    .filter((finding) => !isSuppressed(finding, suppressionsOf(finding.span.file)));
  return { findings: shown.sort(compareFindings), failures };
}

function complete(rule: Rule, draft: DraftFinding, settings: ReviewSettings): Finding {
  const override = settings.severities[rule.id];
  const described = RULES.find((candidate) => candidate.id === rule.id);
  const chosen = override && override !== 'default' && override !== 'off' ? override : undefined;
  return {
    related: [],
    fixes: [],
    ...draft,
    rule: rule.id,
    severity: chosen ?? draft.severity ?? described?.severity ?? 'warning',
  };
}

function isSuppressed(finding: Finding, suppressions: readonly SuppressionFact[]): boolean {
  return suppressions.some(
    (suppression) =>
      suppression.line === finding.span.line &&
      suppression.rule === finding.rule &&
      suppression.reason !== '',
  );
}

function compareFindings(a: Finding, b: Finding): number {
  if (a.span.file !== b.span.file) return a.span.file < b.span.file ? -1 : 1;
  if (a.span.start !== b.span.start) return a.span.start - b.span.start;
  if (a.rule !== b.rule) return a.rule < b.rule ? -1 : 1;
  return (a.key ?? '') < (b.key ?? '') ? -1 : 1;
}
