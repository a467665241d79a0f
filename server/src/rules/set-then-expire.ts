/**
 * A write and its expiry as two commands. Reported at the write, in the function that makes both calls;
 * transactions and pipelines are left alone, and so are counters, which have a rule of their own.
 */

import { outermostSite, siteKey } from '../model/calls/sites.js';
import { commandName, ownTtl, setsOnlyIfAbsent, speaksRedis } from '../model/commands/commands.js';
import { isTestFile } from '../model/databases/obligations.js';
import { asksForTtl, type ExpiryPair, expiryPairs } from '../model/lifetimes/expiryPairs.js';
import type { WorkspaceModel } from '../model/workspaceModel.js';
import { keyTextOf } from './keyText.js';
import type { DraftFinding, Rule } from './rule.js';

export const setThenExpire: Rule = {
  id: 'set-then-expire',
  review(model) {
    const findings = new Map<string, DraftFinding>();
    for (const owner of model.functions()) {
      if (isTestFile(owner.file)) continue;
      for (const pair of expiryPairs(model.effectsOf(owner))) {
        if (!isApart(pair)) continue;
        const site = outermostSite(pair.write);
        const key = siteKey(site);
        if (!findings.has(key)) findings.set(key, finding(model, pair));
      }
    }
    return [...findings.values()];
  },
};

function isApart({ write, expiry, conditional }: ExpiryPair): boolean {
  if (write.operation === 'counter' || !speaksRedis(write.client) || !speaksRedis(expiry.client))
    return false;
  // EXPIRE with a moment in the past or a zero is a delete.
  if (!/^p?expire(at)?$/.test(commandName(expiry)) || ownTtl(write).kind !== 'none') return false;
  if (expiry.ttl.kind === 'none' || (expiry.ttl.kind === 'known' && expiry.ttl.milliseconds <= 0))
    return false;
  return !conditional || setsOnlyIfAbsent(write) || asksForTtl(expiry);
}

function finding(model: WorkspaceModel, { write, expiry }: ExpiryPair): DraftFinding {
  const text = keyTextOf(write);
  const isWhole = write.operation === 'write';
  return {
    confidence: write.chain.length === 1 && expiry.chain.length === 1 ? 'certain' : 'likely',
    span: model.nameSpan(outermostSite(write)),
    key: text,
    message: [
      `\`${text}\` gets its expiry in a second command.`,
      setsOnlyIfAbsent(write)
        ? 'If the process stops between the two, the key is never released.'
        : 'If the process stops between the two, the key stays for ever.',
      isWhole
        ? `Give the expiry in the command that writes${setsOnlyIfAbsent(write) ? ', as `SET` with `NX` and `EX` does' : ''}.`
        : 'Send both in one `MULTI`.',
    ].join(' '),
    related: [{ span: model.nameSpan(outermostSite(expiry)), message: 'The expiry is set here.' }],
    // There is no single command for a collection, and the next change of it sets the expiry again.
    ...(!isWhole && { severity: 'info' as const }),
  };
}
