/**
 * A delete of a cached copy whose promise is let go, or that waits in a batch which nothing sends. Reported at the call that
 * lets it go: of the library, or of a function that hands the promise on; once for each file, or for each batch.
 */
import { hasText, unify } from '../../../shared/src/keyPattern.js';
import type { CacheEffect } from '../model/calls/effect.js';
import { type Site, siteKey } from '../model/calls/sites.js';
import { givesPromise } from '../model/commands/commands.js';
import { patternsOf } from '../model/evaluation/patterns.js';
import type { KeyGroup } from '../model/keys/keyGroups.js';
import { ttlOfWrites } from '../model/keys/patternSummaries.js';
import type { WorkspaceModel } from '../model/workspaceModel.js';
import { outlivesStaleness } from './copyLife.js';
import {
  type FaultOfHabit,
  type HabitOfFile,
  onePerFile,
  othersInFile,
  relatedOthers,
} from './onePerFile.js';
import type { DraftFinding, Rule } from './rule.js';
import { isServingFile } from './servedCode.js';
import { unsentCommands } from './unsentCommands.js';

/** Copies that are gone after this long by themselves are worth a remark only. */
const SHORT_LIFE_MS = 60_000;

interface Drop {
  readonly group: KeyGroup;
  readonly effect: CacheEffect;
}

export const invalidationNotAwaited: Rule = {
  id: 'invalidation-not-awaited',
  review(model, settings) {
    const faults = new Map<string, FaultOfHabit<Drop>>();
    const early = new Set(model.databases.earlyInvalidations().map(({ site }) => siteKey(site)));
    const groups = model.groups.filter((group) => outlivesStaleness(group, settings));
    for (const effect of model.functions.flatMap((owner) => model.effectsOf(owner))) {
      if (effect.kind !== 'cache' || !effect.operation.startsWith('invalidate')) continue;
      const site = lettingGo(model, effect);
      const group = site && groups.find((candidate) => touches(effect, candidate));
      if (!group || early.has(siteKey(site)) || faults.has(siteKey(site))) continue;
      faults.set(siteKey(site), { site, detail: { group, effect } });
    }
    const unsent = unsentCommands(model).flatMap((commands) => unsentDelete(model, commands, groups) ?? []);
    return [...onePerFile([...faults.values()]).map((habit) => finding(model, habit)), ...unsent];
  },
};

function touches(effect: CacheEffect, group: KeyGroup): boolean {
  return patternsOf(effect.key).some((pattern) => hasText(pattern) && unify(pattern, group.pattern));
}

/** `redis.multi().del(key)` without `exec()` */
function unsentDelete(
  model: WorkspaceModel,
  commands: readonly CacheEffect[],
  groups: readonly KeyGroup[],
): DraftFinding | undefined {
  const deletes = commands.filter(({ operation }) => operation.startsWith('invalidate'));
  const [found] = deletes.flatMap((effect) => {
    const group = groups.find((candidate) => touches(effect, candidate));
    return group ? [{ effect, group }] : [];
  });
  return (
    found && {
      confidence: 'certain',
      span: model.code.nameSpan(found.effect.site),
      key: found.group.text,
      message: [
        `This delete of \`${found.group.text}\` waits in a batch that nothing sends.`,
        'The copy stays, and readers keep getting the old data.',
        'Call `exec()` on the batch, and wait for it.',
      ].join(' '),
    }
  );
}

/** The call, from the library's outwards, whose promise nobody takes. */
function lettingGo(model: WorkspaceModel, effect: CacheEffect): Site | undefined {
  if (!givesPromise(effect)) return undefined;
  for (const site of effect.chain.toReversed()) {
    if (!isServingFile(site.file)) return undefined;
    const { use, caught } = model.flow.fateOf(site);
    if (model.flow.isDropped(site)) {
      // Another rule reports a `catch` that never runs.
      return caught && !model.flow.waitsInTry(site) ? undefined : site;
    }
    const isHandedOn = use === 'returned' || ((use === 'awaited' || use === 'completed') && !caught);
    if (!isHandedOn) return undefined;
  }
  return undefined;
}

function finding(model: WorkspaceModel, habit: HabitOfFile<Drop>): DraftFinding {
  const { site, detail, others } = habit;
  const { group, effect } = detail;
  const isShort = [habit, ...others].every((fault) => isShortLived(fault.detail.group));
  return {
    confidence: effect.chain.length === 1 ? 'certain' : 'likely',
    span: model.code.nameSpan(site),
    key: group.text,
    message: [
      `Nothing waits for this delete of \`${group.text}\`${othersInFile(habit)}.`,
      'The old data may be served after the answer is sent, and a failure is an unhandled rejection, which ends the process.',
      model.flow.isInListOfList(site)
        ? 'Spread the list with `...`: `Promise.all` does not look into a list in its list.'
        : 'Write `await`, or add `.catch(…)`.',
    ].join(' '),
    related: relatedOthers(model, habit, 'Nothing waits for this delete either.'),
    ...(isShort && { severity: 'info' as const }),
  };
}

function isShortLived(group: KeyGroup): boolean {
  const ttl = ttlOfWrites(group.writes);
  return ttl.kind === 'known' && ttl.milliseconds <= SHORT_LIFE_MS;
}
