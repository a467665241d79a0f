/**
 * Is a key only looked up and written where something has one value that the code chose: `if (page === 1)` around both? In: a
 * write of the key, and what the function that makes it does. Out: what has that value there, and need not be in the key.
 */

import { unify } from '../../../../shared/src/keyPattern.js';
import type { BranchStep, Expression, FileFacts } from '../../facts/fileFacts.js';
import { functionsAround } from '../../facts/functionNesting.js';
import type { CacheEffect, Effect } from '../calls/effect.js';
import type { Effects } from '../calls/effects.js';
import { isSameSite } from '../calls/sites.js';
import type { Evaluation } from '../evaluation/evaluation.js';
import type { Frame } from '../evaluation/frame.js';
import { patternsOf } from '../evaluation/patterns.js';
import {
  comesFromRequest,
  isSameRoot,
  isWithinPath,
  type Origin,
  originsIn,
} from '../requests/valueOrigins.js';
import type { KeyUse } from './keyUses.js';
import { looksUp } from './readThroughKeys.js';

/** For a value, whether it is the same wherever the key is used. */
export function chosenUses(
  evaluation: Evaluation,
  effects: Effects,
  { effect, function: owner, patterns }: KeyUse,
): (value: Origin) => boolean {
  const facts = evaluation.factsOf(owner.file);
  for (const index of facts ? functionsAround(facts, owner.index) : []) {
    const reference = { file: owner.file, index };
    const frame = evaluation.symbolicFrame(reference);
    const own = effects.of(reference);
    const reads = own.filter((other) => readsKey(other, patterns));
    if (!frame || reads.length === 0) continue;
    // What stands in a function within comes where the key was looked up.
    const isOwn = own.some(({ site }) => isSameSite(site, effect.site));
    const uses = isOwn ? [effect, ...reads] : reads;
    const fixed = uses.map(({ branches }) => fixedBy(evaluation, frame, branches));
    return (value) => fixed.every((origins) => origins.some((origin) => isHeldBy(value, origin)));
  }
  return () => false;
}

function readsKey(effect: Effect, patterns: KeyUse['patterns']): boolean {
  return effect.kind === 'cache' && looksUp(effect) && isOfKey(effect, patterns);
}

function isOfKey(effect: CacheEffect, patterns: KeyUse['patterns']): boolean {
  return patternsOf(effect.key).some((one) => patterns.some((other) => unify(one, other)));
}

/** What has one value where these arms are taken. */
function fixedBy(evaluation: Evaluation, frame: Frame, branches: readonly BranchStep[]): readonly Origin[] {
  return branches.flatMap(({ condition, arm }) =>
    condition && (arm === 'true' || arm === 'false')
      ? fixedIn(frame.facts, condition, arm === 'true').flatMap((part) =>
          originsIn(evaluation.evaluate(frame, part)),
        )
      : [],
  );
}

const EQUAL = /^===?$/;
const UNEQUAL = /^!==?$/;
/** `page > 1`, `offset > 0`: what is left where it does not hold is the first page. */
function isBeyondFirst(operator: string, right: Expression): boolean {
  return operator === '>' && right.kind === 'number' && (right.value === 0 || right.value === 1);
}

const LITERALS: ReadonlySet<Expression['kind']> = new Set(['text', 'number', 'null', 'undefined', 'boolean']);

/** `page === 1`, `!query`, `isFirst && …` of `const isFirst = page === 1`: the parts that are settled by it. */
function fixedIn(facts: FileFacts, condition: Expression, holds: boolean): readonly Expression[] {
  switch (condition.kind) {
    case 'unary':
      return condition.operator === '!' ? fixedIn(facts, condition.operand, !holds) : [];
    case 'binary': {
      const { operator, left, right } = condition;
      if (operator === '&&' && holds) return [left, right].flatMap((part) => fixedIn(facts, part, true));
      if (operator === '||' && !holds) return [left, right].flatMap((part) => fixedIn(facts, part, false));
      const isSettled = holds
        ? EQUAL.test(operator)
        : UNEQUAL.test(operator) || isBeyondFirst(operator, right);
      return isSettled && LITERALS.has(right.kind) ? [left] : [];
    }
    case 'name': {
      const binding = facts.bindings[condition.binding];
      if (
        binding?.kind === 'variable' &&
        binding.initializer &&
        binding.assigned.length === 0 &&
        !binding.path
      )
        return [...fixedIn(facts, binding.initializer, holds), ...(holds ? [] : [condition])];
      return holds ? [] : [condition];
    }
    case 'member':
      return holds ? [] : [condition];
    case 'call': {
      const callee = facts.calls[condition.call]?.callee;
      return callee?.kind === 'member' ? nobodyBy(callee, holds) : [];
    }
    default:
      return [];
  }
}

/** `req.isAuthenticated()`: where it says no, the request has no user. */
function nobodyBy(
  { name, object }: Extract<Expression, { kind: 'member' }>,
  holds: boolean,
): readonly Expression[] {
  const isNobody = holds ? /^is(Unauthenticated|Anonymous|Guest)$/ : /^is(Authenticated|LoggedIn|SignedIn)$/;
  return isNobody.test(name) ? [{ kind: 'member', object, name: 'user' }] : [];
}

/** Who brings none is nobody. */
const CREDENTIALS = /^(authorization|cookies?)$/i;

/** `req.user.id` where there is no `req.user`; handlers of one request call it what they like. */
function isHeldBy(value: Origin, holder: Origin): boolean {
  if (value.kind === 'rows' || holder.kind === 'rows') return false;
  const isPart = isWithinPath(value.path, holder.path);
  const areOfAsker = holder.path.length > 0 && comesFromRequest(value) && comesFromRequest(holder);
  if (areOfAsker && CREDENTIALS.test(holder.path.at(-1) ?? '')) return true;
  return isPart && (areOfAsker || isSameRoot(value, holder));
}
