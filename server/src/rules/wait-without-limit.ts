/**
 * Code that asks for a key and pauses until somebody else has changed it, for as long as that takes: in a loop, or by
 * calling itself. Reported at the call that asks.
 */
import type { CacheEffect } from '../model/calls/effect.js';
import { commandName, setsOnlyIfAbsent, speaksRedis } from '../model/commands/commands.js';
import { functionKey } from '../model/evaluation/values.js';
import type { WorkspaceModel } from '../model/workspaceModel.js';
import { keyTextOf } from './keyText.js';
import type { DraftFinding, Rule } from './rule.js';
import { isServingFile } from './servedCode.js';

export const waitWithoutLimit: Rule = {
  id: 'wait-without-limit',
  review(model) {
    const findings = new Map<string, DraftFinding>();
    for (const owner of model.functions) {
      if (!isServingFile(owner.file) || LASTING.test(model.code.functionName(owner))) continue;
      for (const effect of model.effectsOf(owner)) {
        if (effect.kind !== 'cache' || !asks(effect) || LASTING.test(keyTextOf(effect))) continue;
        const site = { file: owner.file, call: effect.order };
        // It may ask before a loop begins and at its end, for the value and for the lock.
        const key = functionKey(owner);
        if (!findings.has(key) && model.flow.isAskedForEver(site))
          findings.set(key, finding(model, site, effect));
      }
    }
    return [...findings.values()];
  },
};

const ASKING = /^(get|exists|hget|hexists|ttl|pttl|sismember)$/;
/** Whoever wants to lead, or works off what others leave, waits as long as the process runs. */
const LASTING = /leader|elect|worker|consume|subscri|watch|daemon|poll|monitor/i;

function asks(effect: CacheEffect): boolean {
  return speaksRedis(effect.client) && (setsOnlyIfAbsent(effect) || ASKING.test(commandName(effect)));
}

function finding(model: WorkspaceModel, site: CacheEffect['site'], effect: CacheEffect): DraftFinding {
  const key = keyTextOf(effect);
  return {
    confidence: 'likely',
    span: model.code.nameSpan(site),
    key,
    message: [
      `This waits for \`${key}\` as long as it takes.`,
      'When the process that should change it has crashed, callers pile up here and none of them ever ends.',
      'Give it a deadline, and load without the cache when it has passed.',
    ].join(' '),
  };
}
