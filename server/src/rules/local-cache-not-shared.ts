/**
 * A copy in the memory of the process in front of a shared one, where a write clears both, and nothing tells other
 * processes to clear theirs. Reported at the delete in memory.
 */
import type { CacheEffect } from '../model/calls/effect.js';
import { siteKey } from '../model/calls/sites.js';
import { speaksRedis } from '../model/commands/commands.js';
import type { WorkspaceModel } from '../model/workspaceModel.js';
import { keyTextOf } from './keyText.js';
import { isSameKey } from './locks.js';
import type { DraftFinding, Rule } from './rule.js';
import { isServingFile } from './servedCode.js';

const IN_PROCESS: ReadonlySet<string> = new Set(['lru-cache', 'memory-cache', 'node-cache']);

export const localCacheNotShared: Rule = {
  id: 'local-cache-not-shared',
  follows: 'key',
  comparesFolder: true,
  review(model, settings) {
    // Whoever listens to messages, or sends any, may send these.
    if (TELLING.some((name) => model.callers.usesName(name))) return [];
    const findings = new Map<string, DraftFinding>();
    for (const owner of model.functions) {
      if (!isServingFile(owner.file)) continue;
      const deletes = model
        .effectsOf(owner)
        .filter((effect) => effect.kind === 'cache')
        .filter(({ operation }) => operation === 'invalidate');
      for (const local of deletes.filter(isLocal)) {
        const shared = deletes.find((other) => speaksRedis(other.client) && isSameKey(other, local));
        const isLasting = longestLife(model, local) > settings.acceptedStalenessMs;
        if (shared && isLasting) findings.set(siteKey(local.site), finding(model, local, shared));
      }
    }
    return [...findings.values()];
  },
};

const TELLING = ['publish', 'subscribe', 'psubscribe', 'pSubscribe'];

function isLocal({ client }: CacheEffect): boolean {
  return IN_PROCESS.has(client.library.id);
}

/** Of what is kept in memory under such a key; without an expiry, or with an unknown one, it may stay. */
function longestLife(model: WorkspaceModel, local: CacheEffect): number {
  const lives = model.keyUses
    .filter(({ effect }) => effect.operation === 'write' && isLocal(effect) && isSameKey(effect, local))
    .map(({ ttl }) => (ttl.kind === 'known' ? ttl.milliseconds : Number.POSITIVE_INFINITY));
  return Math.max(0, ...lives);
}

function finding(model: WorkspaceModel, local: CacheEffect, shared: CacheEffect): DraftFinding {
  const key = keyTextOf(local);
  return {
    confidence: 'likely',
    span: model.code.nameSpan(local.site),
    key,
    message: [
      `This clears \`${key}\` in the memory of this process only.`,
      'Every other process keeps its copy, and goes on giving it out.',
      'Tell them with a message, such as `PUBLISH`, or keep copies in memory for seconds only.',
    ].join(' '),
    related: [{ span: model.code.nameSpan(shared.site), message: 'The shared copy is deleted here.' }],
  };
}
