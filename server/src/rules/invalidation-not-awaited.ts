/**
 * A delete of a cached copy whose promise is let go. Reported at the call that lets it go: of the library, or of
 * a function that hands the promise on.
 */
import { hasText, unify } from '../../../shared/src/keyPattern.js';
import { givesPromise } from '../model/commands.js';
import type { CacheEffect, Site } from '../model/effects.js';
import type { KeyGroup } from '../model/keyGroups.js';
import { patternsOf } from '../model/patterns.js';
import { ttlOfWrites, type WorkspaceModel } from '../model/workspaceModel.js';
import { outlivesStaleness } from './copyLife.js';
import type { DraftFinding, Rule } from './rule.js';
import { isServingFile } from './servedCode.js';

/** Copies that are gone after this long by themselves are worth a remark only. */
const SHORT_LIFE_MS = 60_000;

export const invalidationNotAwaited: Rule = {
  id: 'invalidation-not-awaited',
  review(model, settings) {
    const findings = new Map<string, DraftFinding>();
    const early = new Set(model.earlyInvalidations().map(({ site }) => siteKey(site)));
    const groups = model.groups.filter((group) => outlivesStaleness(group, settings));
    for (const effect of model.functions().flatMap((owner) => model.effectsOf(owner))) {
      if (effect.kind !== 'cache' || !effect.operation.startsWith('invalidate')) continue;
      const site = lettingGo(model, effect);
      const group = site && groups.find((candidate) => touches(effect, candidate));
      if (!group || early.has(siteKey(site)) || findings.has(siteKey(site))) continue;
      findings.set(siteKey(site), finding(model, group, effect, site));
    }
    return [...findings.values()];
  },
};

function touches(effect: CacheEffect, group: KeyGroup): boolean {
  return patternsOf(effect.key).some((pattern) => hasText(pattern) && unify(pattern, group.pattern));
}

function siteKey(site: Site): string {
  return `${site.file}#${site.call}`;
}

/** The call, from the library's outwards, whose promise nobody takes. */
function lettingGo(model: WorkspaceModel, effect: CacheEffect): Site | undefined {
  if (!givesPromise(effect)) return undefined;
  for (const site of effect.chain.toReversed()) {
    if (!isServingFile(site.file)) return undefined;
    const { use, caught } = model.fateOf(site);
    if (model.isDropped(site)) {
      // Another rule reports a `catch` that never runs.
      return caught && !model.waitsInTry(site) ? undefined : site;
    }
    const isHandedOn = use === 'returned' || ((use === 'awaited' || use === 'completed') && !caught);
    if (!isHandedOn) return undefined;
  }
  return undefined;
}

function finding(model: WorkspaceModel, group: KeyGroup, effect: CacheEffect, site: Site): DraftFinding {
  const ttl = ttlOfWrites(group.writes);
  const isShort = ttl.kind === 'known' && ttl.milliseconds <= SHORT_LIFE_MS;
  return {
    confidence: effect.chain.length === 1 ? 'certain' : 'likely',
    span: model.nameSpan(site),
    key: group.text,
    message: [
      `Nothing waits for this delete of \`${group.text}\`.`,
      'The old data may be served after the answer is sent, and a failure is an unhandled rejection, which ends the process.',
      'Write `await`, or add `.catch(…)`.',
    ].join(' '),
    ...(isShort && { severity: 'info' as const }),
  };
}
