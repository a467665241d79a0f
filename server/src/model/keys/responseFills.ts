/**
 * Writes that keep a response where it is sent or behind `await next()`, where the same key was looked up before. In: a use of
 * a key. Out: whether.
 */
import { formatKeyPattern } from '../../../../shared/src/keyPattern.js';
import type { Effects } from '../calls/effects.js';
import { isSameSite } from '../calls/sites.js';
import type { Evaluation } from '../evaluation/evaluation.js';
import { patternsOf } from '../evaluation/patterns.js';
import { isParameterOf, someValue } from '../evaluation/values.js';
import { isBodySentBehind } from '../requests/keptBodies.js';
import type { KeyUse } from './keyUses.js';
import { functionsAroundPatch } from './patchedResponses.js';

export function isResponseFill(evaluation: Evaluation, effects: Effects, use: KeyUse): boolean {
  const { effect, function: owner, patterns } = use;
  if (effect.operation !== 'write' || !effect.value) return false;
  const isGiven = someValue(effect.value, (part) => isParameterOf(part, owner));
  if (!isGiven) return false;
  const texts = new Set(patterns.map(formatKeyPattern));
  const isOwn = someValue(effect.value, (part) => isBodySentBehind(evaluation, part, owner));
  const around = functionsAroundPatch(evaluation, owner);
  return (isOwn ? [...around, owner] : around).some((outer) =>
    effects
      .of(outer)
      .some(
        (other) =>
          other.kind === 'cache' &&
          other.operation === 'read' &&
          !isSameSite(other.site, effect.site) &&
          patternsOf(other.key).some((pattern) => texts.has(formatKeyPattern(pattern))),
      ),
  );
}
