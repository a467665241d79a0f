/**
 * A lock that may expire while its holder is at work: a call under it is allowed to take longer than the lock lives, by
 * what the code itself says. Reported at the call that takes the lock.
 */
import { formatDuration } from '../../../shared/src/duration.js';
import type { CacheEffect } from '../model/calls/effect.js';
import { setsOnlyIfAbsent, speaksRedis } from '../model/commands/commands.js';
import type { FunctionReference } from '../model/evaluation/values.js';
import type { WorkspaceModel } from '../model/workspaceModel.js';
import { keyTextOf } from './keyText.js';
import { isSameKey, namesLock } from './locks.js';
import type { DraftFinding, Rule } from './rule.js';
import { isServingFile } from './servedCode.js';

export const lockShorterThanWork: Rule = {
  id: 'lock-shorter-than-work',
  review(model) {
    return model.functions.flatMap((owner) => {
      if (!isServingFile(owner.file)) return [];
      const effects = model.effectsOf(owner).filter((effect) => effect.kind === 'cache');
      return effects.flatMap((acquire) => review(model, owner, effects, acquire) ?? []);
    });
  },
};

function review(
  model: WorkspaceModel,
  owner: FunctionReference,
  effects: readonly CacheEffect[],
  acquire: CacheEffect,
): DraftFinding | undefined {
  if (!setsOnlyIfAbsent(acquire) || !speaksRedis(acquire.client) || acquire.ttl.kind !== 'known')
    return undefined;
  if (!namesLock(keyTextOf(acquire), model.code.functionName(owner))) return undefined;
  const after = effects.filter((effect) => effect.order > acquire.order && isSameKey(acquire, effect));
  const releases = after.filter(({ operation }) => operation.startsWith('invalidate'));
  const release = releases.at(-1);
  // Whoever prolongs the lock has thought of it.
  if (!release || after.some(({ operation }) => operation === 'expire')) return undefined;
  const life = acquire.ttl.milliseconds;
  const longest = model.commands.longestWait(owner, acquire.order, release.order);
  return longest && longest.milliseconds > life ? finding(model, owner, acquire, life, longest) : undefined;
}

function finding(
  model: WorkspaceModel,
  { file }: FunctionReference,
  acquire: CacheEffect,
  life: number,
  { call, milliseconds }: NonNullable<ReturnType<WorkspaceModel['commands']['longestWait']>>,
): DraftFinding {
  const key = keyTextOf(acquire);
  return {
    confidence: 'likely',
    span: model.code.nameSpan({ file, call: acquire.order }),
    key,
    message: [
      `The lock \`${key}\` expires after ${formatDuration(life)}, and a call under it may take ${formatDuration(milliseconds)}.`,
      'Then somebody else takes it and works at the same time.',
      'Give it an expiry that is longer than all of the work, or renew it meanwhile.',
    ].join(' '),
    related: [{ span: model.code.nameSpan({ file, call }), message: 'This may take longer.' }],
  };
}
