/**
 * A cache write that nothing waits for and nobody catches: when it fails, the rejection goes unhandled; and one that waits in
 * a batch which nothing sends. Reported at the call, of the library or of a function that hands the promise on, once for each
 * file, or for each batch.
 */
import { isRuleOn, type ReviewSettings } from '../../../shared/src/settings.js';
import type { CacheEffect } from '../model/calls/effect.js';
import { type Site, siteKey } from '../model/calls/sites.js';
import type { WorkspaceModel } from '../model/workspaceModel.js';
import { isPassedOn, mayReject } from './failurePath.js';
import { keyTextOf } from './keyText.js';
import {
  type FaultOfHabit,
  type HabitOfFile,
  onePerFile,
  othersInFile,
  relatedOthers,
} from './onePerFile.js';
import { refreshesIn } from './refresh-unhandled.js';
import type { DraftFinding, Rule } from './rule.js';
import { isServingFile } from './servedCode.js';
import { deletes, unsentCommands } from './unsentCommands.js';

export const unhandledCacheWrite: Rule = {
  id: 'unhandled-cache-write',
  review(model, settings) {
    const unsent = unsentCommands(model).flatMap((commands) => unsentWrite(model, commands) ?? []);
    if (model.commands.handlesRejections()) return unsent;
    const faults = new Map<string, FaultOfHabit<CacheEffect>>();
    for (const owner of model.functions) {
      if (!isServingFile(owner.file)) continue;
      const refreshes = new Set(
        isRuleOn('refresh-unhandled', settings)
          ? refreshesIn(model, owner).map(({ site }) => siteKey(site))
          : [],
      );
      for (const effect of model.effectsOf(owner)) {
        if (effect.kind !== 'cache' || !WRITES.has(effect.operation) || !mayReject(effect)) continue;
        const [site, ...inner] = effect.chain;
        const key = site && siteKey(site);
        if (!site || !key || faults.has(key) || !model.flow.isAbandoned(site)) continue;
        if (refreshes.has(key) || isSaidOfCatch(model, site, settings)) continue;
        if (isPassedOn(model, inner)) faults.set(key, { site, detail: effect });
      }
    }
    return [...onePerFile([...faults.values()]).map((habit) => finding(model, habit)), ...unsent];
  },
};

/** `redis.multi().set(key, value)` without `exec()`; with a delete among them, `invalidation-not-awaited` says so. */
function unsentWrite(model: WorkspaceModel, commands: readonly CacheEffect[]): DraftFinding | undefined {
  const effect = deletes(commands) ? undefined : commands.find(({ operation }) => WRITES.has(operation));
  return (
    effect && {
      confidence: 'certain',
      span: model.code.nameSpan(effect.site),
      key: keyTextOf(effect),
      message: [
        `This write of \`${keyTextOf(effect)}\` waits in a batch that nothing sends.`,
        'Nothing is stored, and no error says so.',
        'Call `exec()` on the batch, and wait for it.',
      ].join(' '),
    }
  );
}

/** A `try` around nothing that is waited for: `catch-misses-promise` says so. */
function isSaidOfCatch(model: WorkspaceModel, site: Site, settings: ReviewSettings): boolean {
  const { caught } = model.flow.fateOf(site);
  return caught && !model.flow.waitsInTry(site) && isRuleOn('catch-misses-promise', settings);
}

/** Deletes that nothing waits for are another matter: they leave the old value behind. */
const WRITES: ReadonlySet<string> = new Set(['write', 'write-part', 'counter', 'expire']);

function finding(model: WorkspaceModel, habit: HabitOfFile<CacheEffect>): DraftFinding {
  const { site, detail: effect } = habit;
  return {
    confidence: effect.chain.length === 1 ? 'certain' : 'likely',
    span: model.code.nameSpan(site),
    key: keyTextOf(effect),
    message: [
      `Nothing waits for this write of \`${keyTextOf(effect)}\`${othersInFile(habit)}, and nobody catches its failure.`,
      'When the server cannot be reached, the rejection goes unhandled, which ends a Node process.',
      'Add `.catch(…)`, or await it where a failure is handled.',
    ].join(' '),
    related: relatedOthers(model, habit, 'Nothing waits for this write either.'),
  };
}
