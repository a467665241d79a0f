/**
 * Suppression comments that suppress nothing: without a reason, without a rule, with a rule that does not exist, or
 * above code in which that rule finds nothing any more. Lives that authors declare and nobody can read, too. Runs after all
 * other rules; nothing suppresses it.
 */
import type { SourceSpan } from '../../../shared/src/finding.js';
import { nearestWord } from '../../../shared/src/nearestWord.js';
import { RULES, type RuleId } from '../../../shared/src/ruleCatalogue.js';
import type { SuppressedRule, Suppression } from '../model/questions/codePlaces.js';
import type { DraftFinding } from './rule.js';

export const UNUSED_SUPPRESSION: RuleId = 'unused-suppression';

interface SuppressibleFinding {
  readonly rule: RuleId;
  readonly span: SourceSpan;
}

export function isSuppressedBy(suppression: Suppression, finding: SuppressibleFinding): boolean {
  return (
    suppression.reason !== '' &&
    suppression.word.file === finding.span.file &&
    (suppression.scope === 'file' || suppression.line === finding.span.line) &&
    suppression.rules.some((rule) => rule.id === finding.rule)
  );
}

/** `hasRun`: of a rule that is off nobody can say whether it would find something. */
export function reviewSuppressions(
  suppressions: readonly Suppression[],
  findings: readonly SuppressibleFinding[],
  hasRun: (rule: string) => boolean,
): readonly DraftFinding[] {
  return suppressions.flatMap((suppression) => {
    const incomplete = incompleteness(suppression);
    if (incomplete) return [draft(suppression.word, incomplete)];
    const suppressed = new Set<string>(
      findings.filter((finding) => isSuppressedBy(suppression, finding)).map((finding) => finding.rule),
    );
    const idle = suppression.rules.filter(({ id }) => !suppressed.has(id) && (hasRun(id) || !isRule(id)));
    return idle.map((rule) => idleFinding(suppression, rule));
  });
}

/** A TTL in the comment of a function that cannot be read is as if nothing were said. */
export function unreadTtl(span: SourceSpan): DraftFinding {
  return draft(
    span,
    'This `@cacheTtl` says no length of time that can be read. The function is reviewed as if nothing were said. Write a number of seconds, or one with a unit, such as `5m`.',
  );
}

function incompleteness({ rules, reason }: Suppression): string | undefined {
  if (rules.length === 0) {
    return 'This suppression names no rule, so it suppresses nothing. One that hid everything would also hide the next mistake. Name the rules it is about, separated by commas.';
  }
  if (reason === '') {
    return 'This suppression gives no reason, so it suppresses nothing. Whoever comes next could not tell whether it still holds. Write the reason after two dashes: `-- reason`.';
  }
  return undefined;
}

function idleFinding(suppression: Suppression, rule: SuppressedRule): DraftFinding {
  const isOnly = suppression.rules.length === 1;
  return {
    ...draft(rule.span, isRule(rule.id) ? unusedMessage(suppression, rule.id) : unknownMessage(rule.id)),
    fixes: [
      {
        title: isOnly ? 'Remove this suppression' : `Remove ${rule.id} from this suppression`,
        kind: 'safe',
        edits: [
          isOnly
            ? { kind: 'remove-suppression', span: suppression.span, what: 'comment' }
            : { kind: 'remove-suppression', span: rule.span, what: 'rule' },
        ],
      },
    ],
  };
}

function unusedMessage({ scope }: Suppression, id: string): string {
  const place = scope === 'file' ? 'this file' : 'the next line';
  return `\`${id}\` finds nothing in ${place}. A suppression that is left behind hides the next mistake. Remove it.`;
}

function unknownMessage(id: string): string {
  const nearest = nearestWord(
    id,
    RULES.map((rule) => rule.id),
  );
  const correction = nearest ? `Did you mean \`${nearest}\`?` : 'Correct the name, or remove it.';
  return `There is no rule \`${id}\`. Nothing is suppressed by that name. ${correction}`;
}

function draft(span: SourceSpan, message: string): DraftFinding {
  return { confidence: 'certain', span, message };
}

function isRule(id: string): boolean {
  return RULES.some((rule) => rule.id === id);
}
