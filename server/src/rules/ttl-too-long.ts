/**
 * What changes often, such as stock or prices, cached for longer than some minutes, where at least one write of it leaves
 * the copy. Reported where the TTL is decided. Advice: the writes have findings of their own.
 */
import { formatDuration } from '../../../shared/src/duration.js';
import type { FixDescription } from '../../../shared/src/finding.js';
import type { ReviewSettings } from '../../../shared/src/settings.js';
import type { CacheEffect } from '../model/calls/effect.js';
import { siteKey } from '../model/calls/sites.js';
import type { CachedEntity } from '../model/databases/entities.js';
import type { KeyGroup } from '../model/keys/keyGroups.js';
import type { KeyUse } from '../model/keys/keyUses.js';
import { isServing } from '../model/keys/serving.js';
import { isTestFile } from '../model/testFiles.js';
import type { WorkspaceModel } from '../model/workspaceModel.js';
import { namesWord } from './lexicon.js';
import type { DraftFinding, Rule } from './rule.js';
import { writtenAmount } from './writtenAmount.js';

export const ttlTooLong: Rule = {
  id: 'ttl-too-long',
  follows: 'life',
  review(model, { words, volatileMaximumMs: limit }) {
    const findings = new Map<string, DraftFinding>();
    for (const group of model.groups) {
      const volatile = group.nature === 'cache' ? volatileIn(group, words) : undefined;
      if (volatile === undefined || !isLeftByWrites(model, group)) continue;
      for (const use of group.writes.filter(isServing)) {
        if (use.ttl.kind !== 'known' || use.ttl.milliseconds <= limit) continue;
        findings.set(
          siteKey(use.ttlSite),
          finding(model, group, use, { life: use.ttl.milliseconds, limit, volatile }),
        );
      }
    }
    return [...findings.values()];
  },
};

/** The entity or cached column that changes often. */
function volatileIn({ entities }: KeyGroup, words: ReviewSettings['words']): string | undefined {
  const names = entities.flatMap((cached: CachedEntity) => [cached.entity.name, ...(cached.columns ?? [])]);
  return names.find((name) => namesWord(name, 'volatile', words));
}

function isLeftByWrites(model: WorkspaceModel, group: KeyGroup): boolean {
  return model.databaseWrites.some(
    (write) =>
      !isTestFile(write.effect.site.file) && model.databases.unmetObligation(write, group) !== undefined,
  );
}

function finding(
  model: WorkspaceModel,
  { text }: KeyGroup,
  { effect, ttlSite }: KeyUse,
  { life, limit, volatile }: { readonly life: number; readonly limit: number; readonly volatile: string },
): DraftFinding {
  return {
    confidence: 'likely',
    span: model.code.nameSpan(ttlSite),
    key: text,
    message: [
      `\`${text}\` holds \`${volatile}\`, which changes often, for ${formatDuration(life)}.`,
      'Some writes of it leave the copy as it was, so readers decide by old data.',
      `Delete the key with every write, or cache it for at most ${formatDuration(limit)}.`,
    ].join(' '),
    fixes: fixesFor(model, effect, limit),
  };
}

function fixesFor(model: WorkspaceModel, effect: CacheEffect, limit: number): readonly FixDescription[] {
  const amount = writtenAmount(model, effect);
  if (!amount) return [];
  const life = amount.unit === 'seconds' ? Math.floor(limit / 1_000) : limit;
  return [
    {
      kind: 'suggestion',
      title: `Let it live for ${formatDuration(limit)}`,
      edits: [amount.instead(String(life))],
    },
  ];
}
