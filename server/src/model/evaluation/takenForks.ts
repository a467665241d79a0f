/**
 * Which forks does something stand behind? In: the frame of a function and the forks of a place in it. Out: those of which nobody
 * knows which way they go, with what decides; undefined where one is known to go the other way.
 */
import type { BranchStep } from '../../facts/fileFacts.js';
import type { Evaluation } from './evaluation.js';
import type { Frame } from './frame.js';
import { truthOf } from './truth.js';
import { type TakenFork, UNKNOWN } from './values.js';

export interface Place {
  readonly behind: readonly TakenFork[];
  /** In a loop. */
  readonly repeated?: true;
}

/** `within`: so many forks are around both the place and what it is about; `turn` tells several calls apart. */
export function placeBehind(
  evaluation: Evaluation,
  frame: Frame,
  branches: readonly BranchStep[],
  within = 0,
  turn = '',
): Place | undefined {
  if (!evaluation.isReachable(frame, branches)) return undefined;
  const own = branches.slice(within).filter(({ afterExit }) => !afterExit);
  const behind = own.flatMap((step): readonly TakenFork[] => {
    if (step.arm === 'loop') return [];
    const asked = step.reached ?? step.condition;
    const test = asked ? evaluation.evaluate(frame, asked) : UNKNOWN;
    if (asked && truthOf(test) !== 'unknown') return [];
    const arm = step.arm === 'case' ? JSON.stringify(step.reached ?? step.arm) : step.arm;
    return [{ fork: `${turn}${step.fork}`, arm, test }];
  });
  return { behind, ...(own.some(({ arm }) => arm === 'loop') && { repeated: true as const }) };
}
