/**
 * A command, script or transaction on a cluster whose keys may be in different slots: the server refuses it. Judged by
 * the tags in the keys; commands that the client splits by itself are left alone.
 */

import type { FixDescription } from '../../../shared/src/finding.js';
import type { CacheEffect, Effect } from '../model/calls/effect.js';
import { outermostSite, siteKey } from '../model/calls/sites.js';
import { commandName } from '../model/commands/commands.js';
import { keysOf, needsOneSlot, strayKey, variesInSlot } from '../model/commands/hashSlots.js';
import { isSameFunction } from '../model/evaluation/values.js';
import { type BuiltKey, haveOneTag } from '../model/keys/builtKeys.js';
import { isTestFile } from '../model/testFiles.js';
import type { WorkspaceModel } from '../model/workspaceModel.js';
import { isSameKey } from './locks.js';
import type { DraftFinding, Rule } from './rule.js';

export const crossSlot: Rule = {
  id: 'cross-slot',
  review(model) {
    const stray = model.functions
      .filter(({ file }) => !isTestFile(file))
      .flatMap((owner) => strayIn(model, model.effectsOf(owner)));
    const findings = new Map<string, DraftFinding>();
    // What is refused whoever calls is said where it stands, and not at the callers as well.
    for (const effect of stray.toSorted((a, b) => a.chain.length - b.chain.length)) {
      if (!effect.chain.some((site) => findings.has(siteKey(site)))) {
        findings.set(siteKey(outermostSite(effect)), finding(model, effect));
      }
    }
    return [...findings.values()];
  },
};

/** The commands that are refused, one for each call or transaction. */
function strayIn(model: WorkspaceModel, effects: readonly Effect[]): readonly CacheEffect[] {
  const alone = effects.filter(
    (effect): effect is CacheEffect => effect.kind === 'cache' && needsOneSlot(effect),
  );
  const bySite = new Map<string, CacheEffect[]>();
  for (const effect of alone) {
    const text = effect.chain.map(siteKey).join(' ');
    bySite.set(text, [...(bySite.get(text) ?? []), effect]);
  }
  const refused = [...bySite.values()].flatMap((same) => {
    const keys = same.flatMap(keysOf);
    const [effect] = same;
    const isMany =
      keys.length === 1 && effect && effect.chain.length === 1 && model.flow.givesList(effect.site);
    return effect && (strayKey(keys) ?? (isMany && keys.find(variesInSlot))) ? [effect] : [];
  });
  return [...refused, ...strayInTransactions(model, effects)];
}

/** Of each transaction the first command whose key is in another slot than those before. */
function strayInTransactions(model: WorkspaceModel, effects: readonly Effect[]): readonly CacheEffect[] {
  const queues = new Map<number, CacheEffect[]>();
  for (const effect of effects) {
    if (effect.kind !== 'cache' || !effect.client.cluster || !effect.client.batch || effect.chain.length > 1)
      continue;
    const opened = model.flow.transactionOf(effect.site);
    if (opened !== undefined) queues.set(opened, [...(queues.get(opened) ?? []), effect]);
  }
  return [...queues.values()].flatMap((queued) => {
    const stray = strayKey(queued.flatMap(keysOf));
    const first = stray && queued.find((effect) => keysOf(effect).includes(stray));
    return first ? [first] : [];
  });
}

/** The builders of the keys put what the keys have in common into braces, where nothing else writes such keys out. */
function fixesFor(model: WorkspaceModel, effect: CacheEffect): readonly FixDescription[] {
  const isPlain = effect.chain.length === 1 && effect.form.key === 'all' && !effect.script;
  const built = isPlain ? model.keys.builtKeys(effect.site, 'all') : undefined;
  if (!built || built.length < 2 || !haveOneTag(built) || !isOnlyBuilt(model, effect, built)) return [];
  const spans = new Map(
    built.map(({ builder }) => [`${builder.file}#${builder.index}`, model.code.wholeFunctionSpan(builder)]),
  );
  return [
    {
      title: 'Give the keys a common tag (entries under the old keys are not found any more)',
      kind: 'suggestion',
      edits: [...spans.values()].map((span) => ({ kind: 'tag-key', span }) as const),
    },
  ];
}

/** Every other command about such a key asks one of the builders for it. */
function isOnlyBuilt(model: WorkspaceModel, effect: CacheEffect, built: readonly BuiltKey[]): boolean {
  const isHandedOn = model.keyUses.some(
    ({ effect: other }) => other.chain.length > 1 && isSameKey(effect, other),
  );
  if (isHandedOn) return false;
  return model.operations.every(({ effect: other }) => {
    if (!isSameKey(effect, other)) return true;
    const keys = model.keys.builtKeys(other.site, other.form.key === 'all' ? 'all' : 'first');
    return keys?.every(({ builder }) => built.some((one) => isSameFunction(one.builder, builder))) === true;
  });
}

function finding(model: WorkspaceModel, effect: CacheEffect): DraftFinding {
  const isQueued = effect.client.batch;
  const what = isQueued
    ? 'This transaction'
    : effect.script
      ? 'This script'
      : `\`${commandName(effect).toUpperCase()}\``;
  return {
    confidence: effect.chain.length === 1 ? 'certain' : 'likely',
    span: model.code.nameSpan(outermostSite(effect)),
    message: [
      `${what} takes keys that may be in different slots of the cluster.`,
      'The server then refuses it with CROSSSLOT, and nothing is done.',
      'Give the keys a common part in braces (a hash tag), or send one command for each.',
    ].join(' '),
    fixes: fixesFor(model, effect),
  };
}
