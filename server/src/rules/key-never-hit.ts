/**
 * A cache key with a part that is new in every call: the moment, or something drawn. Nobody ever finds the entry.
 * Only what is read, loaded and kept is judged; a key that is drawn to be handed out is state.
 */
import type { CacheEffect, Effect } from '../model/calls/effect.js';
import { isSameSite, outermostSite, siteKey } from '../model/calls/sites.js';
import { isLoaded } from '../model/databases/entities.js';
import { isNew } from '../model/evaluation/newValues.js';
import { isTestFile } from '../model/testFiles.js';
import type { WorkspaceModel } from '../model/workspaceModel.js';
import { keyTextOf } from './keyText.js';
import type { DraftFinding, Rule } from './rule.js';

export const keyNeverHit: Rule = {
  id: 'key-never-hit',
  review(model) {
    const findings = new Map<string, DraftFinding>();
    const found = model.functions.flatMap((owner) => {
      const effects = isTestFile(owner.file) ? [] : model.effectsOf(owner).filter(isOfNewKey);
      return effects.filter((effect) => isForNothing(model, effect, effects));
    });
    // Where the key is made, and not once more for everybody who calls that.
    for (const effect of found.toSorted((a, b) => a.chain.length - b.chain.length)) {
      if (effect.chain.some((site) => findings.has(siteKey(site)))) continue;
      findings.set(siteKey(outermostSite(effect)), finding(model, effect));
    }
    return [...findings.values()];
  },
};

function isOfNewKey(effect: Effect): effect is CacheEffect {
  return effect.kind === 'cache' && !effect.client.state && isNew(effect.key);
}

/** What is loaded under the key, or read and then filled in, whenever the key was made for this call. */
function isForNothing(model: WorkspaceModel, effect: CacheEffect, effects: readonly CacheEffect[]): boolean {
  if (effect.operation === 'wrap') return true;
  if (effect.operation !== 'read' || !effect.chain.every((site) => model.flow.givesOn(site))) return false;
  // What was written before is found; a key that is tried until one is free is given out.
  const writes = effects.filter(
    (other) => other.operation === 'write' && keyTextOf(other) === keyTextOf(effect),
  );
  return writes.some(isFill) && !writes.some((other) => isBefore(other, effect));
}

function isFill({ operation, value }: CacheEffect): boolean {
  return operation === 'write' && value !== undefined && isLoaded(value);
}

function isBefore(write: CacheEffect, read: CacheEffect): boolean {
  const [a, b] = [outermostSite(write), outermostSite(read)];
  return isSameSite(a, b) ? false : write.order < read.order;
}

function finding(model: WorkspaceModel, effect: CacheEffect): DraftFinding {
  const text = keyTextOf(effect);
  return {
    confidence: effect.chain.length === 1 ? 'certain' : 'likely',
    span: model.code.nameSpan(outermostSite(effect)),
    key: text,
    message: [
      `The key \`${text}\` is different in every call, so nothing is ever found under it.`,
      'Each call loads the value all the same, and leaves an entry behind that nobody reads.',
      'Build the key from what the value depends on, and round a time to the period it is good for.',
    ].join(' '),
  };
}
