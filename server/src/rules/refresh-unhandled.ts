/**
 * A cached value that is given out and loaded anew in the background, where nobody hears when the load fails. Reported at
 * the call that is let go.
 */
import type { CacheEffect, Effect } from '../model/calls/effect.js';
import { type Site, siteKey } from '../model/calls/sites.js';
import { type FunctionReference, isSameParameter } from '../model/evaluation/values.js';
import type { WorkspaceModel } from '../model/workspaceModel.js';
import { keyTextOf } from './keyText.js';
import { isSameKey } from './locks.js';
import type { DraftFinding, Rule } from './rule.js';
import { isServingFile } from './servedCode.js';

export const refreshUnhandled: Rule = {
  id: 'refresh-unhandled',
  review(model) {
    if (model.commands.handlesRejections()) return [];
    const findings = new Map<string, DraftFinding>();
    for (const owner of model.functions) {
      if (!isServingFile(owner.file)) continue;
      for (const { site, write } of refreshesIn(model, owner)) {
        if (!findings.has(siteKey(site))) findings.set(siteKey(site), finding(model, site, write));
      }
    }
    return [...findings.values()];
  },
};

export interface Refresh {
  /** The call that is let go. */
  readonly site: Site;
  readonly write: CacheEffect;
}

/** Calls of a function that load what it has read from the cache once more, that nobody waits for and nobody catches. */
export function refreshesIn(model: WorkspaceModel, owner: FunctionReference): readonly Refresh[] {
  const effects = model.effectsOf(owner);
  const reads = effects.filter((effect) => effect.kind === 'cache' && effect.operation === 'read');
  return effects.flatMap((effect) => {
    if (effect.kind !== 'cache' || effect.operation !== 'write' || effect.chain.length < 2) return [];
    const isRefresh =
      reads.some((read) => read.order !== effect.order && isOf(read, effect)) && loads(effects, effect);
    if (!isRefresh || !mayFail(model, effect)) return [];
    // The same function may be waited for where there is nothing, and let go where there is something old.
    return model.flow
      .callsAlike({ file: owner.file, call: effect.order })
      .filter((site) => model.flow.isAbandoned(site) && !isFill(model, effects, effect, site))
      .map((site) => ({ site, write: effect }));
  });
}

const GIVEN: ReadonlySet<string> = new Set(['constant', 'parameter', 'text', 'undefined']);

/** Also where callers say the key: `refresh(key, load)` beside a read of `key`. */
function isOf(read: Effect, write: CacheEffect): boolean {
  return read.kind === 'cache' && (isSameKey(read, write) || isSameParameter(read.key, write.key));
}

/** Rows are read in the same call, or what is written is more than what the caller gave. */
function loads(effects: readonly Effect[], { order, value }: CacheEffect): boolean {
  const reads = effects.some((effect) => effect.kind === 'database' && effect.order === order);
  return reads || (value !== undefined && !GIVEN.has(value.kind));
}

/** What was loaded before is put into the cache: `void remember(id, row)`. */
function isFill(
  model: WorkspaceModel,
  effects: readonly Effect[],
  { order, value }: CacheEffect,
  site: Site,
): boolean {
  const reads = effects.some((effect) => effect.kind === 'database' && effect.order === order);
  return !reads && value !== undefined && model.flow.handsOver(site, value);
}

/** Something in the function that is called is waited for outside of a `try` with a `catch`. */
function mayFail(model: WorkspaceModel, { chain }: CacheEffect): boolean {
  const [, inner] = chain;
  return inner !== undefined && model.flow.waitsUncaught(model.code.functionOf(inner));
}

function finding(model: WorkspaceModel, site: Site, write: CacheEffect): DraftFinding {
  const key = keyTextOf(write);
  return {
    confidence: 'likely',
    span: model.code.nameSpan(site),
    key,
    message: [
      `${write.key.kind === 'parameter' ? 'An entry' : `\`${key}\``} is loaded anew in the background, and nobody catches its failure.`,
      'The rejection goes unhandled, which ends a Node process, although the old value is at hand.',
      'Add `.catch(…)` that logs, and keep the old value.',
    ].join(' '),
    related: [{ span: model.code.nameSpan(write.site), message: 'It is written here.' }],
  };
}
