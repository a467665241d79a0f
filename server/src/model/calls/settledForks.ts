/**
 * Is it settled how a fork is passed, by the arms that another call of the function stands in? In: the fork, and those arms. Out:
 * whether every way out that is passed lies in other arms, or the arms ask the very same before: `if (!dry) await save(); if (dry)
 * return;`.
 */
import type { BranchStep, Expression, FileFacts } from '../../facts/fileFacts.js';
import { isSameExpression } from '../../facts/sameExpression.js';

export function isSettled(facts: FileFacts, step: BranchStep, arms: readonly BranchStep[]): boolean {
  const isElsewhere = step.exits?.every((way) =>
    way.some(({ fork, arm }) => arms.some((own) => own.fork === fork && own.arm === arm)),
  );
  if (isElsewhere) return true;
  const question = askedBy(step);
  if (!question) return false;
  const known = arms.flatMap((own) => {
    const answered = askedBy(own);
    return answered ? answersIn(facts, answered, 0) : [];
  });
  return known.length > 0 && isAnswered(facts, question, known, 0);
}

/** What must be so in an arm. */
interface Question {
  readonly condition: Expression;
  readonly outcome: boolean;
}

const MAXIMUM_STEPS = 12;

function askedBy({ arm, condition }: BranchStep): Question | undefined {
  return condition && (arm === 'true' || arm === 'false')
    ? { condition, outcome: arm === 'true' }
    : undefined;
}

/** The plain questions that are answered by one: both sides of `a && b` where it holds. */
function answersIn(facts: FileFacts, question: Question, steps: number): readonly Question[] {
  const { condition, outcome } = question;
  const inner = steps < MAXIMUM_STEPS ? behindNames(facts, question) : undefined;
  if (inner) return answersIn(facts, inner, steps + 1);
  if (
    condition.kind === 'binary' &&
    condition.operator === (outcome ? '&&' : '||') &&
    steps < MAXIMUM_STEPS
  ) {
    return [condition.left, condition.right].flatMap((side) =>
      answersIn(facts, { condition: side, outcome }, steps + 1),
    );
  }
  return isPlain(facts, condition) ? [question] : [];
}

function isAnswered(
  facts: FileFacts,
  question: Question,
  known: readonly Question[],
  steps: number,
): boolean {
  if (steps > MAXIMUM_STEPS) return false;
  const inner = behindNames(facts, question);
  if (inner) return isAnswered(facts, inner, known, steps + 1);
  const { condition, outcome } = question;
  if (condition.kind === 'binary' && (condition.operator === '&&' || condition.operator === '||')) {
    const sides = [condition.left, condition.right].map((side) =>
      isAnswered(facts, { condition: side, outcome }, known, steps + 1),
    );
    return (condition.operator === '&&') === outcome ? sides.every(Boolean) : sides.some(Boolean);
  }
  return known.some((one) => one.outcome === outcome && isSameExpression(one.condition, condition));
}

/** Without `!`, and through constants that only give a condition its name. */
function behindNames(facts: FileFacts, { condition, outcome }: Question): Question | undefined {
  if (condition.kind === 'unary' && condition.operator === '!')
    return { condition: condition.operand, outcome: !outcome };
  if (condition.kind !== 'name') return undefined;
  const { constant, initializer, path } = facts.bindings[condition.binding] ?? {};
  const isNamed = constant && !path?.length && initializer && isPlain(facts, initializer);
  return isNamed ? { condition: initializer, outcome } : undefined;
}

/** Made of names that are given a value once, of their members and of plain values: it is the same when asked again. */
function isPlain(facts: FileFacts, expression: Expression): boolean {
  switch (expression.kind) {
    case 'name': {
      const binding = facts.bindings[expression.binding];
      return binding !== undefined && binding.assigned.length === 0 && !binding.counted;
    }
    case 'member':
      return isPlain(facts, expression.object);
    case 'unary':
      return isPlain(facts, expression.operand);
    case 'binary':
      return isPlain(facts, expression.left) && isPlain(facts, expression.right);
    default:
      return PLAIN.has(expression.kind);
  }
}

const PLAIN: ReadonlySet<Expression['kind']> = new Set([
  'text',
  'number',
  'boolean',
  'null',
  'undefined',
  'this',
]);
