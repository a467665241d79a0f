/**
 * Whether a write of a key only fills it: it is made on paths where the code has seen that nothing is cached. Such
 * a write changes no copy that is there, so it repairs nothing after a change of the data.
 */
import { type KeyPattern, unify } from '../../../../shared/src/keyPattern.js';
import type { BranchStep, Expression } from '../../facts/fileFacts.js';
import type { Evaluation } from '../evaluation/evaluation.js';
import type { Frame } from '../evaluation/frame.js';
import { patternsOf } from '../evaluation/patterns.js';
import { truthOf } from '../evaluation/truth.js';
import { isNothing, someValue, type Value } from '../evaluation/values.js';

export function onlyFills(
  evaluation: Evaluation,
  frame: Frame,
  branches: readonly BranchStep[],
  key: Value,
): boolean {
  const conditions = branches.filter(({ arm }) => arm === 'true' || arm === 'false');
  if (conditions.length === 0) return false;
  const search = new Absence(evaluation, frame, patternsOf(key));
  return conditions.some(
    ({ condition, arm }) => condition !== undefined && search.isSaid(condition, arm === 'true'),
  );
}

class Absence {
  constructor(
    private readonly evaluation: Evaluation,
    private readonly frame: Frame,
    private readonly patterns: readonly KeyPattern[],
  ) {}

  /** Whether a condition with this outcome says that the key is not there. */
  isSaid(condition: Expression, outcome: boolean): boolean {
    switch (condition.kind) {
      case 'unary':
        return condition.operator === '!' && this.isSaid(condition.operand, !outcome);
      case 'binary':
        return this.isSaidByBoth(condition, outcome);
      case 'await':
        return this.isSaid(condition.value, outcome);
      default:
        return !outcome && this.isCached(condition);
    }
  }

  private isSaidByBoth(
    { operator, left, right }: Extract<Expression, { kind: 'binary' }>,
    outcome: boolean,
  ): boolean {
    if (operator === '&&' || operator === '||') {
      // Both hold, or one of them does, whichever it is.
      const both = (operator === '&&') === outcome;
      const isSaidLeft = this.isSaid(left, outcome);
      const isSaidRight = this.isSaid(right, outcome);
      if (both) return isSaidLeft || isSaidRight;
      return (
        (isSaidLeft && (isSaidRight || this.isSettled(right, !outcome))) ||
        (isSaidRight && this.isSettled(left, !outcome))
      );
    }
    if (/^===?$/.test(operator)) return outcome && this.comparesWithNothing(left, right);
    return /^!==?$/.test(operator) && !outcome && this.comparesWithNothing(left, right);
  }

  private comparesWithNothing(left: Expression, right: Expression): boolean {
    return this.isCached(left) && isNothing(this.evaluation.evaluate(this.frame, right));
  }

  /** Whether the condition has this outcome, as far as the caller has a say in it: `redis.status === 'ready'`. */
  private isSettled(condition: Expression, outcome: boolean): boolean {
    const truth = truthOf(this.evaluation.evaluate(this.frame, condition));
    if (truth !== 'unknown') return truth === String(outcome);
    const general = this.evaluation.symbolicFrame(this.frame.function);
    if (!general) return false;
    return !someValue(this.evaluation.evaluate(general, condition), ({ kind }) => kind === 'parameter');
  }

  private isCached(expression: Expression): boolean {
    return someValue(
      this.evaluation.evaluate(this.frame, expression),
      (part) => part.kind === 'cached' && !part.listed && this.isKey(part.key),
    );
  }

  private isKey(key: Value): boolean {
    return patternsOf(key).some((pattern) => this.patterns.some((own) => unify(own, pattern)));
  }
}
