/**
 * Commands that newer ones replace. Locks without an expiry have a rule that says more; clients that cannot send
 * the newer form yet are left alone.
 */

import type { CacheEffect } from '../model/calls/effects.js';
import { isSameSite } from '../model/calls/sites.js';
import { commandName, speaksRedis } from '../model/commands/commands.js';
import { isTestFile } from '../model/databases/obligations.js';
import type { WorkspaceModel } from '../model/workspaceModel.js';
import { isEndlessLock } from './lock-without-expiry.js';
import type { DraftFinding, Rule } from './rule.js';

/** The newer form, and since when servers have it. */
const REPLACEMENTS: Readonly<Record<string, readonly [form: string, since: string]>> = {
  setnx: ['SET … NX', '2.6.12'],
  getset: ['SET … GET', '6.2'],
  hmset: ['HSET', '4.0'],
  rpoplpush: ['LMOVE … RIGHT LEFT', '6.2'],
  brpoplpush: ['BLMOVE … RIGHT LEFT', '6.2'],
  georadius: ['GEOSEARCH', '6.2'],
  georadiusbymember: ['GEOSEARCH', '6.2'],
  substr: ['GETRANGE', '2.0'],
};

export const deprecatedCommand: Rule = {
  id: 'deprecated-command',
  review(model) {
    return model.operations.flatMap(({ effect }) => {
      const replacement = REPLACEMENTS[commandName(effect)];
      if (!replacement || isTestFile(effect.site.file) || effect.script || !canReplace(effect)) return [];
      if (isLockSaidElsewhere(model, effect)) return [];
      return [finding(model.nameSpan(effect.site), effect, replacement)];
    });
  },
};

/** What is said of a lock includes its command. */
function isLockSaidElsewhere(model: WorkspaceModel, effect: CacheEffect): boolean {
  if (commandName(effect) !== 'setnx') return false;
  return (
    effect.ttl.kind !== 'none' ||
    model.keyUses.some((use) => isSameSite(use.effect.site, effect.site) && isEndlessLock(model, use))
  );
}

/** Before version 4, node-redis takes several fields at once in HMSET only. */
function canReplace(effect: CacheEffect): boolean {
  const { client } = effect;
  return speaksRedis(client) && !(client.library.id === 'redis' && client.major < 4);
}

function finding(
  span: DraftFinding['span'],
  effect: CacheEffect,
  [form, since]: readonly [string, string],
): DraftFinding {
  const name = commandName(effect).toUpperCase();
  return {
    confidence: 'certain',
    span,
    message: [
      `\`${name}\` is deprecated.`,
      `\`${form}\` does the same since version ${since} of the server${name === 'SETNX' ? ', and takes an expiry as well' : ''}.`,
      `Write \`${form}\` instead.`,
    ].join(' '),
  };
}
