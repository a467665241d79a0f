/**
 * Runs the rules over a model and applies settings and suppressions. A rule that throws is left out and
 * named in `problems`; the others go on.
 */
import type { Finding, RelatedLocation, SourceSpan } from '../../../shared/src/finding.js';
import { RULES, type RuleId } from '../../../shared/src/ruleCatalogue.js';
import { isRuleOn, type ReviewSettings } from '../../../shared/src/settings.js';
import { allSteps, type Steps } from '../model/steps.js';
import type { WorkspaceModel } from '../model/workspaceModel.js';
import { withKeyStory } from './keyStory.js';
import type { DraftFinding, Rule } from './rule.js';
import { isSuppressedBy, reviewSuppressions, UNUSED_SUPPRESSION, unreadTtl } from './unused-suppression.js';

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
): RuleResults {
  return allSteps(ruleSteps(rules, model, settings));
}

/** In steps of one rule. */
export function* ruleSteps(
  rules: readonly Rule[],
  model: WorkspaceModel,
  settings: ReviewSettings,
): Steps<RuleResults> {
  const findings: Finding[] = [];
  const failures: { rule: string; reason: string }[] = [];
  const succeeded = new Set<string>();
  for (const rule of rules) {
    if (!isRuleOn(rule.id, settings)) continue;
    try {
      const { follows } = rule;
      for (const draft of rule.review(model, settings)) {
        const told = follows ? withKeyStory(model, draft, follows) : draft;
        findings.push(complete(rule.id, told, settings));
      }
      succeeded.add(rule.id);
    } catch (error) {
      failures.push({ rule: rule.id, reason: error instanceof Error ? error.message : String(error) });
    }
    yield;
  }
  const left = applySuppressions(findings, model, settings, (rule) => succeeded.has(rule));
  const shown = left.filter((finding) => settings.showPossible || finding.confidence !== 'possible');
  return { findings: shown.sort(compareFindings), failures };
}

/** Without the suppressed findings; with those about suppressions that suppress nothing, hidden or shown. */
function applySuppressions(
  findings: readonly Finding[],
  model: WorkspaceModel,
  settings: ReviewSettings,
  hasRun: (rule: string) => boolean,
): Finding[] {
  const suppressions = model.code.suppressions();
  const unread = model.code.unreadTtls();
  if (suppressions.length === 0 && unread.length === 0) return [...findings];
  const left = findings.filter(
    (finding) => !suppressions.some((suppression) => isSuppressedBy(suppression, finding)),
  );
  if (!isRuleOn(UNUSED_SUPPRESSION, settings)) return left;
  const drafts = [...reviewSuppressions(suppressions, findings, hasRun), ...unread.map(unreadTtl)];
  return [...left, ...drafts.map((draft) => complete(UNUSED_SUPPRESSION, draft, settings))];
}

function complete(rule: RuleId, draft: DraftFinding, settings: ReviewSettings): Finding {
  const override = settings.severities[rule];
  const described = RULES.find((candidate) => candidate.id === rule);
  const chosen = override && override !== 'default' && override !== 'off' ? override : undefined;
  return {
    fixes: [],
    ...draft,
    related: (draft.related ?? []).filter((location) => isElsewhere(location, draft.span)),
    rule,
    severity: chosen ?? draft.severity ?? described?.severity ?? 'warning',
  };
}

/** A place that is told of already needs no line of its own. */
function isElsewhere({ span: { file, start } }: RelatedLocation, finding: SourceSpan): boolean {
  return file !== finding.file || start !== finding.start;
}

/** By file, position and rule. */
export function compareFindings(a: Finding, b: Finding): number {
  if (a.span.file !== b.span.file) return a.span.file < b.span.file ? -1 : 1;
  if (a.span.start !== b.span.start) return a.span.start - b.span.start;
  if (a.rule !== b.rule) return a.rule < b.rule ? -1 : 1;
  return (a.key ?? '') < (b.key ?? '') ? -1 : 1;
}
