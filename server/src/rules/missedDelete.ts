/**
 * Deletes that miss the key they are meant for, as the rules about invalidation speak of them. In: the model. Out: which
 * group each is meant for and how sure that is. What such a delete explains is reported there, and not at the write.
 */
import type { Confidence } from '../../../shared/src/finding.js';
import { formatKeyPattern, unify } from '../../../shared/src/keyPattern.js';
import { isRuleOn, type ReviewSettings } from '../../../shared/src/settings.js';
import type { CacheEffect, Effect } from '../model/calls/effect.js';
import { affectedEntity } from '../model/databases/affectedEntity.js';
import { CHANGES } from '../model/databases/copyChanges.js';
import type { UnmetObligation } from '../model/databases/obligations.js';
import { patternsOf } from '../model/evaluation/patterns.js';
import { type FunctionReference, isSameFunction } from '../model/evaluation/values.js';
import type { KeyGroup } from '../model/keys/keyGroups.js';
import type { KeyUse } from '../model/keys/keyUses.js';
import type { MissedDelete, MissedGroup } from '../model/keys/missedDeletes.js';
import type { WorkspaceModel } from '../model/workspaceModel.js';
import { outlivesStaleness } from './copyLife.js';
import { functionsAround } from './functionsAround.js';
import { isServingFile } from './servedCode.js';
import { uselessDeletesIn, uselesslyDeletes } from './uselessDeletes.js';

export interface Miss extends MissedGroup {
  readonly use: KeyUse;
  /** The key that is deleted. */
  readonly text: string;
  readonly confidence: Confidence;
  /** Functions that make the delete, themselves or through calls. */
  readonly functions: readonly FunctionReference[];
}

export function missesIn(model: WorkspaceModel, settings: ReviewSettings): readonly Miss[] {
  if (!isRuleOn('invalidation-misses-key', settings)) return [];
  return model.keys.missedDeletes().flatMap((missed) => missOf(model, settings, missed) ?? []);
}

/** Whether a delete that misses its key is why a copy is left behind. */
export function explainedIn(
  model: WorkspaceModel,
  settings: ReviewSettings,
): (unmet: UnmetObligation) => boolean {
  const misses = missesIn(model, settings).filter(({ confidence }) => confidence !== 'possible');
  const useless = isRuleOn('invalidation-misses-key', settings) ? uselessDeletesIn(model) : [];
  return ({ group, write, callersWithout }) => {
    const writers = [write.function, ...callersWithout.map((caller) => caller.function)];
    const isMissed = misses.some(
      (miss) =>
        miss.group === group &&
        writers.some((writer) => miss.functions.some((holder) => isSameFunction(writer, holder))),
    );
    return isMissed || uselesslyDeletes(model, useless, writers, group.pattern);
  };
}

/** What a key of long ago is called, or of something that is no copy. */
const OTHER_KEYS =
  /(^|[^a-z])(old|legacy|deprecated|former|lock|mutex|sess|session|otp|token|csrf|nonce|attempts?|rate|limit|throttle|queue|job|online|presence|refresh|verify|reset|code|captcha)([^a-z]|$)|v\d/i;

function missOf(
  model: WorkspaceModel,
  settings: ReviewSettings,
  { use, pattern, candidates }: MissedDelete,
): Miss | undefined {
  const text = formatKeyPattern(pattern);
  const isOwn = !settings.externalKeyPrefixes.some((prefix) => text.startsWith(prefix));
  if (!isOwn || OTHER_KEYS.test(text) || !isServingFile(use.function.file)) return undefined;
  const functions = functionsAround(model, use.function);
  const misses = candidates
    .filter(({ group }) => outlivesStaleness(group, settings) && !deletesToo(model, use, group))
    .map((candidate): Miss => {
      const confidence = confidenceOf(model, candidate, functions) ? 'likely' : 'possible';
      return { ...candidate, use, text, confidence, functions };
    });
  return misses.find(({ confidence }) => confidence === 'likely') ?? misses[0];
}

/** Whoever deletes the right key as well does not mean it by the other one. */
function deletesToo(model: WorkspaceModel, { function: owner }: KeyUse, { pattern }: KeyGroup): boolean {
  return [owner, ...model.callers.callersOf(owner)].some((reference) =>
    model
      .effectsOf(reference)
      .some((effect) => isChange(effect) && patternsOf(effect.key).some((other) => unify(other, pattern))),
  );
}

function isChange(effect: Effect): effect is CacheEffect {
  return effect.kind === 'cache' && CHANGES.has(effect.operation);
}

/** Almost the same text can only be meant for it; a part more or less is told by the write that it follows. */
function confidenceOf(
  model: WorkspaceModel,
  { group, difference }: MissedGroup,
  functions: readonly FunctionReference[],
): boolean {
  if (difference !== 'more' && difference !== 'less') return true;
  return functions.some((reference) =>
    model
      .effectsOf(reference)
      .some(
        (effect) =>
          effect.kind === 'database' &&
          effect.call.operation !== 'read' &&
          affectedEntity({ effect }, group) !== undefined,
      ),
  );
}
