/**
 * A SET that updates a key which was created with an expiry: SET takes the expiry away. Judged for state only; of a
 * cached copy without an expiry, `missing-ttl` speaks. Other commands that take an expiry away are judged for both.
 */
import type { FixDescription } from '../../../shared/src/finding.js';
import type { CacheEffect } from '../model/calls/effect.js';
import { siteKey } from '../model/calls/sites.js';
import { commandName, hasFlag, setsOnlyIfAbsent, speaksRedis } from '../model/commands/commands.js';
import { someValue } from '../model/evaluation/values.js';
import type { KeyGroup } from '../model/keys/keyGroups.js';
import type { KeyUse } from '../model/keys/keyUses.js';
import { isServing } from '../model/keys/serving.js';
import { isSameKey } from '../model/lifetimes/expiryPairs.js';
import type { WorkspaceModel } from '../model/workspaceModel.js';
import { insertAfter } from './fixEdits.js';
import { replacedLives } from './replacedLives.js';
import type { DraftFinding, Rule } from './rule.js';

export const ttlClearedBySet: Rule = {
  id: 'ttl-cleared-by-set',
  review(model) {
    const findings = new Map<string, DraftFinding>(replacedLives(model));
    for (const group of model.groups) {
      for (const use of group.writes) {
        const creator = isServing(use) ? clearedTtl(model, group, use) : undefined;
        const key = siteKey(use.ttlSite);
        if (creator && !findings.has(key)) findings.set(key, finding(model, group, use, creator));
      }
    }
    return [...findings.values()];
  },
};

/** The write whose expiry this one takes away; undefined when there is none, or it may be meant. */
export function clearedTtl(model: WorkspaceModel, group: KeyGroup, use: KeyUse): KeyUse | undefined {
  if (group.nature !== 'state' || !clears(use) || !updates(model, use)) return undefined;
  const others = group.writes.filter((other) => other !== use);
  const creators = others.filter((other) => !updates(model, other));
  // Where every write reads before, the first of them creates.
  if (creators.length === 0) return others.find(isBounded);
  return creators.every(isBounded) ? creators[0] : undefined;
}

function isBounded({ ttl }: KeyUse): boolean {
  return ttl.kind === 'known' || ttl.kind === 'unknown';
}

function clears({ effect, ttl, conditional }: KeyUse): boolean {
  if (ttl.kind !== 'none' || conditional || effect.temporary || !speaksRedis(effect.client)) return false;
  return /^(set|getset)$/.test(commandName(effect)) && !setsOnlyIfAbsent(effect);
}

/** The key is there already: it was read before, or the command asks for it. */
function updates(model: WorkspaceModel, { effect, function: owner }: KeyUse): boolean {
  if (hasFlag(effect, 'XX')) return true;
  if (effect.value && someValue(effect.value, (part) => part.kind === 'cached')) return true;
  return model
    .effectsOf(owner)
    .some(
      (other) =>
        other.kind === 'cache' &&
        other.operation === 'read' &&
        other.order < effect.order &&
        isSameKey(other, effect),
    );
}

function finding(model: WorkspaceModel, group: KeyGroup, use: KeyUse, creator: KeyUse): DraftFinding {
  return {
    confidence: 'likely',
    span: model.code.nameSpan(use.ttlSite),
    key: group.text,
    message: [
      `This \`SET\` takes away the expiry that \`${group.text}\` was created with.`,
      'From the first update on, the key stays for ever.',
      'Keep the expiry with `KEEPTTL`, or give it again.',
    ].join(' '),
    related: [{ span: model.code.nameSpan(creator.ttlSite), message: 'The expiry is given here.' }],
    fixes: keepingTtl(model, use.effect),
  };
}

function keepingTtl(model: WorkspaceModel, effect: CacheEffect): readonly FixDescription[] {
  const { client, site, chain } = effect;
  const value = model.code.argumentSpans(site, 2)?.[1];
  const form = client.library.ttlForm(effect.command, client.major);
  const text = form && KEEPING[form];
  if (!value || !text || chain.length > 1) return [];
  return [{ kind: 'suggestion', title: 'Keep the expiry', edits: [insertAfter(value, text)] }];
}

/** By the form in which the client takes an expiry. */
const KEEPING: Readonly<Record<string, string>> = {
  'ex-arguments': ", 'KEEPTTL'",
  'ex-option': ', { KEEPTTL: true }',
  'lower-ex-option': ', { keepTtl: true }',
  'typed-expiry-option': ", { expiry: 'keepExisting' }",
};
