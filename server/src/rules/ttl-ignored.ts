/**
 * An expiry in a place or shape that this version of the client does not read. Judged where the library is
 * called, and where a caller hands the arguments over, at the caller.
 */

import type { CacheEffect } from '../model/calls/effects.js';
import { outermostSite, type Site, siteKey } from '../model/calls/sites.js';
import { type UnreadTtl, unreadTtl } from '../model/commands/commands.js';
import { isTestFile } from '../model/databases/obligations.js';
import type { WorkspaceModel } from '../model/workspaceModel.js';
import type { DraftFinding, Rule } from './rule.js';

export const ttlIgnored: Rule = {
  id: 'ttl-ignored',
  review(model) {
    const findings = new Map<string, DraftFinding>();
    for (const { effect } of model.operations) add(model, findings, effect, effect.site);
    for (const { effect } of model.keyUses) {
      if (findings.has(siteKey(effect.site))) continue;
      add(model, findings, effect, outermostSite(effect));
    }
    return [...findings.values()];
  },
};

function add(
  model: WorkspaceModel,
  findings: Map<string, DraftFinding>,
  effect: CacheEffect,
  site: Site,
): void {
  if (isTestFile(site.file) || isTestFile(effect.site.file)) return;
  const unread = ignoredTtl(model, effect);
  if (unread) findings.set(siteKey(site), finding(model, effect, unread, site));
}

/** The expiry that is not read, unless a store behind the cache may read it after all. */
export function ignoredTtl(model: WorkspaceModel, effect: CacheEffect): UnreadTtl | undefined {
  const unread = unreadTtl(effect);
  if (!unread) return undefined;
  const { id } = effect.client.library;
  // This store takes `{ ttl }` in seconds whatever cache-manager hands through.
  const store = id === 'cache-manager' && model.versionRange(effect.site.file, 'cache-manager-redis-store');
  return store ? undefined : unread;
}

function finding(model: WorkspaceModel, effect: CacheEffect, unread: UnreadTtl, site: Site): DraftFinding {
  const { library, major } = effect.client;
  const client = `${library.id === 'redis' ? 'node-redis' : library.id} ${major}`;
  return {
    confidence: effect.chain.length === 1 ? 'certain' : 'likely',
    span: model.nameSpan(site),
    message: unread.refused
      ? `${client} does not read \`${unread.text}\` as an expiry, and the server refuses the command. Nothing is stored. Give ${unread.wanted}.`
      : `${client} does not read \`${unread.text}\`, ${consequence(effect)} Give ${unread.wanted}.`,
  };
}

function consequence({ client }: CacheEffect): string {
  if (client.defaultTtl !== undefined || client.bounded) {
    return 'so the entry only gets what the client gives every entry. It may stay for ever, however old its content gets.';
  }
  return 'so the entry never expires. It stays until memory runs out, however old its content gets.';
}
