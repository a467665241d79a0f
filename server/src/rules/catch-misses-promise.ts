/**
 * A `try` that gives the promise of a cache call away without waiting: its `catch` never runs. Reported at the
 * call, of the library or of a function that hands the promise on.
 */

import type { FixDescription } from '../../../shared/src/finding.js';
import type { CacheEffect } from '../model/calls/effect.js';
import { isSameSite, type Site, siteKey } from '../model/calls/sites.js';
import { givesPromise } from '../model/commands/commands.js';
import { isTestFile } from '../model/testFiles.js';
import type { WorkspaceModel } from '../model/workspaceModel.js';
import { isPassedOn } from './failurePath.js';
import { insertBefore } from './fixEdits.js';
import { keyTextOf } from './keyText.js';
import type { DraftFinding, Rule } from './rule.js';

export const catchMissesPromise: Rule = {
  id: 'catch-misses-promise',
  review(model) {
    const findings = new Map<string, DraftFinding>();
    for (const owner of model.functions) {
      if (isTestFile(owner.file)) continue;
      for (const effect of model.effectsOf(owner)) {
        if (effect.kind !== 'cache' || !givesPromise(effect)) continue;
        const [site, ...inner] = effect.chain;
        const key = site && siteKey(model.flow.endOfPromise(site));
        if (!site || !key || findings.has(key) || !isPassedOn(model, inner)) continue;
        const found = judge(model, effect, site);
        if (found) findings.set(key, found);
      }
    }
    return [...findings.values()];
  },
};

function judge(model: WorkspaceModel, effect: CacheEffect, site: Site): DraftFinding | undefined {
  const end = model.flow.endOfPromise(site);
  const { use, caught } = model.flow.fateOf(end);
  if (!caught || (use !== 'returned' && use !== 'floating' && use !== 'discarded')) return undefined;
  // What is chained to a promise and left alone may be meant to fail alone.
  if (!isSameSite(site, end) && use !== 'returned') return undefined;
  // What is not waited for beside something that is may be left alone on purpose.
  if (use !== 'returned' && model.flow.waitsInTry(site)) return undefined;
  return {
    confidence: effect.chain.length === 1 ? 'certain' : 'likely',
    span: model.code.nameSpan(site),
    key: keyTextOf(effect),
    fixes: model.flow.mayAwait(end)
      ? [waiting(model, end, use === 'returned')]
      : use === 'returned'
        ? [waitingAnew(model, end)]
        : [],
    message:
      use === 'returned'
        ? 'The `catch` never runs for this call, because its promise is returned and not awaited. When the cache fails, the caller gets the error after all. Write `return await`.'
        : 'The `catch` never runs for this call, because nothing waits for its promise. When the cache fails, the rejection goes unhandled, which ends the process. Write `await`, or add `.catch(…)`.',
  };
}

/** In a function that gives a promise without being declared so. */
function waitingAnew(model: WorkspaceModel, site: Site): FixDescription {
  return {
    title: 'Write `return await`, in an `async` function',
    kind: 'suggestion',
    edits: [{ kind: 'wait-for', call: model.code.callSpan(site) }],
  };
}

/** What is returned is waited for by somebody anyway; what is not may be left alone on purpose. */
function waiting(model: WorkspaceModel, site: Site, isReturned: boolean): FixDescription {
  return {
    title: isReturned ? 'Write `return await`' : 'Wait for it',
    kind: isReturned ? 'safe' : 'suggestion',
    edits: [insertBefore(model.code.callSpan(site), 'await ')],
  };
}
