/**
 * An expiry that the server refuses, or that deletes the key at once: zero, negative, a fraction, no number.
 * Only numbers that the code itself fixes are judged, and what is left until a moment, where it is divided and not rounded.
 * Clients where zero means "for ever" are left alone.
 */

import type { CacheEffect } from '../model/calls/effect.js';
import { outermostSite, siteKey } from '../model/calls/sites.js';
import { commandName, speaksRedis, type TtlAmount, ttlAmounts } from '../model/commands/commands.js';
import { isTestFile } from '../model/testFiles.js';
import type { WorkspaceModel } from '../model/workspaceModel.js';
import type { DraftFinding, Rule } from './rule.js';

export const ttlNotPositive: Rule = {
  id: 'ttl-not-positive',
  review(model) {
    const findings = new Map<string, DraftFinding>();
    const effects = [...model.operations, ...model.keyUses].map((use) => use.effect);
    for (const effect of effects) {
      const site = outermostSite(effect);
      const key = siteKey(site);
      if (isTestFile(site.file) || isTestFile(effect.site.file) || findings.has(key)) continue;
      const refused = refusedTtl(effect) ?? refusedChoice(model, effect);
      if (refused) findings.set(key, finding(model, effect, refused));
      else if (isUnrounded(model, effect))
        findings.set(siteKey(effect.site), unroundedFinding(model, effect));
    }
    return [...findings.values()];
  },
};

interface RefusedTtl {
  readonly amount: TtlAmount;
  readonly text: string;
  readonly deletes: boolean;
}

/** The amount the server does not take as an expiry; undefined when it takes it, or it is not known. */
export function refusedTtl(effect: CacheEffect): RefusedTtl | undefined {
  return refusedOf(effect, ttlAmounts(effect));
}

/** `user ? 60 : 0`, where nothing asks before the call which of them it is. */
function refusedChoice(model: WorkspaceModel, effect: CacheEffect): RefusedTtl | undefined {
  if (effect.script) return undefined;
  const chosen = ttlAmounts(effect).flatMap((amount) =>
    model.code.wordedAmounts(effect.site, amount, effect.arguments.length),
  );
  return refusedOf(
    effect,
    chosen.filter(({ asIs }) => asIs),
  );
}

function refusedOf(effect: CacheEffect, amounts: readonly TtlAmount[]): RefusedTtl | undefined {
  const isServer = speaksRedis(effect.client);
  if (!isServer && !effect.client.library.refusesZero) return undefined;
  const deletes = /^p?expire$/.test(commandName(effect));
  for (const amount of amounts) {
    if (amount.value.kind !== 'constant' || amount.value.value === null) continue;
    const { value } = amount.value;
    if (typeof value === 'boolean' && !isServer) continue;
    const number = typeof value === 'string' && value.trim() === '' ? Number.NaN : Number(value);
    // EXPIRE with zero is a way to delete that people choose.
    const isWrong = deletes
      ? number < 0 || !Number.isInteger(number)
      : number <= 0 || !Number.isInteger(number);
    if (isWrong) return { amount, text: String(value), deletes: deletes && number < 0 };
  }
  return undefined;
}

/** `(end - Date.now()) / 1000` */
function isUnrounded(model: WorkspaceModel, effect: CacheEffect): boolean {
  if (!speaksRedis(effect.client) || effect.script) return false;
  return ttlAmounts(effect).some((amount) =>
    model.code
      .wordedAmounts(effect.site, amount, effect.arguments.length)
      .some(({ wording }) => wording.unrounded),
  );
}

function unroundedFinding(model: WorkspaceModel, effect: CacheEffect): DraftFinding {
  const name = commandName(effect).toUpperCase();
  return {
    confidence: 'certain',
    span: model.code.nameSpan(effect.site),
    message: `\`${name}\` is given a fraction of a second: what is left is divided and not rounded. The server refuses that, and nothing is stored. Round it with \`Math.ceil\`, and leave out what has ended.`,
  };
}

function finding(model: WorkspaceModel, effect: CacheEffect, refused: RefusedTtl): DraftFinding {
  const name = commandName(effect).toUpperCase();
  return {
    confidence: effect.chain.length === 1 ? 'certain' : 'likely',
    span: model.code.nameSpan(outermostSite(effect)),
    message: effect.client.library.refusesZero
      ? `\`${effect.command}\` throws for the expiry \`${refused.text}\`. The value is never given, cached or not. Give a number of seconds above zero, or do without the cache.`
      : refused.deletes
        ? `\`${name}\` with \`${refused.text}\` deletes the key at once. A negative expiry does not mean "for ever" here. Use \`PERSIST\` to keep the key, or \`DEL\` to delete it.`
        : `The server refuses \`${name}\` with the expiry \`${refused.text}\`. The command fails and nothing is stored. Give a whole number above zero.`,
  };
}
