/**
 * Parameters that get another value: `ttl = ttl || 60`, `if (!ttl) ttl = 60`, `ttl ??= 60`. In: an assignment, where the
 * walk stands. Out: for the parameter, what it is from there on, in terms of what it was.
 */
import { ts } from 'ts-morph';
import type { Extraction } from './extraction.js';
import { type BranchStep, type Expression, UNKNOWN } from './fileFacts.js';

/** Only of assignments in the function of the parameter itself: when others run is not known. */
export function noteReassignment(
  extraction: Extraction,
  target: Extract<Expression, { kind: 'name' }>,
  operator: ts.BinaryOperatorToken,
  value: Expression,
): void {
  const binding = extraction.bindings[target.binding];
  if (binding?.kind !== 'parameter' || binding.function !== extraction.currentFunction) return;
  const given = isFilling(operator.kind) ? filled(target, operator.kind, value) : value;
  const next = extraction.branches.reduceRight<Expression>(
    (inner, step) => inBranch(step, inner, target),
    given,
  );
  // What the condition is when it is asked is found by itself: by then the parameter has its new value.
  binding.reassigned = [...(binding.reassigned ?? []), structuredClone(next)];
}

function isFilling(operator: ts.SyntaxKind): boolean {
  return (
    operator === ts.SyntaxKind.QuestionQuestionEqualsToken || operator === ts.SyntaxKind.BarBarEqualsToken
  );
}

function filled(left: Expression, operator: ts.SyntaxKind, right: Expression): Expression {
  const isNullish = operator === ts.SyntaxKind.QuestionQuestionEqualsToken;
  return { kind: 'binary', operator: isNullish ? '??' : '||', left, right };
}

/** What the other arm leaves as it was. Where it left the function, what comes later is not reached from it either. */
function inBranch(
  { arm, condition, afterExit }: BranchStep,
  inner: Expression,
  before: Expression,
): Expression {
  if (afterExit) return inner;
  const isKnown = condition !== undefined && (arm === 'true' || arm === 'false');
  const test: Expression = isKnown ? condition : UNKNOWN;
  return arm === 'false'
    ? { kind: 'conditional', test, whenTrue: before, whenFalse: inner }
    : { kind: 'conditional', test, whenTrue: inner, whenFalse: before };
}
