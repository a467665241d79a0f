/**
 * What has been seen where a statement was passed that leaves on some of its ways. In: the exits inside the statement. Out:
 * the branch in which everything behind it stands: `if (!fresh) { if (known) return known; }` is passed where nothing is known, or
 * nobody asked. Pure.
 */
import type { BranchStep, Expression, ForkArm } from './fileFacts.js';

/** A way out that was passed. */
export interface PassedExit {
  /** The arm in which the rest stands. */
  readonly step: BranchStep;
  /** The ways that leave: of each the arms in which nobody comes to it. */
  readonly ways: readonly (readonly ForkArm[])[];
  /** The other arm throws: a `catch` around it takes it up, and goes on. */
  readonly throws?: true;
}

/** Some of the exits are in the arm of an `if`, the fork `around`, that does not leave as a whole. */
export function exitInArms(
  fork: number,
  around: number,
  condition: Expression,
  arms: { readonly whenTrue: readonly PassedExit[]; readonly whenFalse: readonly PassedExit[] },
): PassedExit | undefined {
  const exits = [
    ...arms.whenTrue.map((exit) => ({
      ...notIn({ fork: around, arm: 'false' }, exit),
      at: both(condition, conditionOf(exit)),
    })),
    ...arms.whenFalse.map((exit) => ({
      ...notIn({ fork: around, arm: 'true' }, exit),
      at: both(not(condition), conditionOf(exit)),
    })),
  ];
  return passed(fork, exits);
}

function notIn(arm: ForkArm, exit: PassedExit): PassedExit {
  return { ...exit, ways: exit.ways.map((way) => [...way, arm]) };
}

/** The exits are in a `try`, whose `catch` takes up what they throw. */
export function exitInTry(
  fork: number,
  exits: readonly PassedExit[],
  isCaught: boolean,
): PassedExit | undefined {
  const leaving = exits.filter(({ throws }) => !isCaught || !throws);
  return passed(
    fork,
    leaving.map((exit) => ({ ...exit, at: conditionOf(exit) })),
  );
}

function passed(
  fork: number,
  exits: readonly (PassedExit & { readonly at: Expression })[],
): PassedExit | undefined {
  const condition = anyOf(exits.map(({ at }) => at));
  if (!condition) return undefined;
  const ways = exits.flatMap((exit) => exit.ways);
  const step: BranchStep = { fork, arm: 'false', condition, afterExit: true, exits: ways };
  return { step, ways, ...(exits.every(({ throws }) => throws) && { throws: true }) };
}

/** When the exit is taken. */
function conditionOf({ step: { arm, condition } }: PassedExit): Expression {
  if (!condition) return { kind: 'unknown' };
  return arm === 'false' ? condition : not(condition);
}

function not(operand: Expression): Expression {
  return { kind: 'unary', operator: '!', operand };
}

function both(left: Expression, right: Expression): Expression {
  return { kind: 'binary', operator: '&&', left, right };
}

export function anyOf([first, ...others]: readonly Expression[]): Expression | undefined {
  return (
    first &&
    others.reduce((left, right): Expression => ({ kind: 'binary', operator: '||', left, right }), first)
  );
}
