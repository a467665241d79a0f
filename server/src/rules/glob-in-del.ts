/**
 * A delete whose key holds a `*`. Deletes take literal keys, so nothing is deleted. Judged where the key is
 * known; a helper that looks the keys up first is left alone, and so is a key that is written with its star.
 */

import type { FixDescription } from '../../../shared/src/finding.js';
import { formatKeyPattern, type KeyPattern } from '../../../shared/src/keyPattern.js';
import { isSameSite, outermostSite, siteKey } from '../model/calls/sites.js';
import { commandName } from '../model/commands/commands.js';
import type { KeyUse } from '../model/keys/keyUses.js';
import { isServing } from '../model/keys/serving.js';
import type { WorkspaceModel } from '../model/workspaceModel.js';
import { replaceWith } from './fixEdits.js';
import type { DraftFinding, Rule } from './rule.js';
import { deleteMatching } from './scanning.js';

export const globInDel: Rule = {
  id: 'glob-in-del',
  review(model) {
    const findings = new Map<string, DraftFinding>();
    for (const use of model.keyUses) {
      if (use.effect.operation !== 'invalidate' || !DELETES.test(commandName(use.effect)) || !isServing(use))
        continue;
      const pattern = use.patterns.find(hasStar);
      if (!pattern || isWritten(model, pattern) || looksUpKeys(model, use)) continue;
      const site = outermostSite(use.effect);
      findings.set(siteKey(site), finding(model, use, pattern));
    }
    return [...findings.values()];
  },
};

const DELETES = /^(del|unlink|delete|mdel|deletemany|delmany|remove)$/i;

function hasStar(pattern: KeyPattern): boolean {
  return pattern.parts.some((part) => typeof part === 'string' && part.includes('*'));
}

/** A star may be a letter like any other: such a key is written as well. */
function isWritten(model: WorkspaceModel, pattern: KeyPattern): boolean {
  const text = formatKeyPattern(pattern);
  return model.groups.some((group) => group.writes.length > 0 && formatKeyPattern(group.pattern) === text);
}

/** The helper that is called goes through the keys as well. */
function looksUpKeys(model: WorkspaceModel, use: KeyUse): boolean {
  const [outermost] = use.effect.chain;
  if (!outermost || use.effect.chain.length === 1) return false;
  return model
    .effectsOf(use.function)
    .some(
      (other) =>
        other.kind === 'cache' && other.operation === 'scan' && isSameSite(outermostSite(other), outermost),
    );
}

function finding(model: WorkspaceModel, use: KeyUse, pattern: KeyPattern): DraftFinding {
  const text = formatKeyPattern(pattern);
  return {
    confidence: use.effect.chain.length === 1 ? 'certain' : 'likely',
    span: model.code.nameSpan(outermostSite(use.effect)),
    key: text,
    fixes: fixesFor(model, use),
    message: [
      `This deletes the one key that is called \`${text}\`: a delete takes no patterns.`,
      'The keys that match it stay, and readers keep getting the old data.',
      'Look the keys up with `SCAN` and delete those, or keep a set of them.',
    ].join(' '),
  };
}

/** For the one key of a call. A prefix of the client is not put before what SCAN looks for. */
function fixesFor(model: WorkspaceModel, { effect }: KeyUse): readonly FixDescription[] {
  const { client, chain, arguments: given, site } = effect;
  const written = chain.length === 1 ? model.code.writtenCall(effect) : undefined;
  const [first, ...more] = written?.arguments ?? [];
  const key = given[0]?.kind === 'array' ? model.code.onlyItemSpan(site, 0) : first;
  const declaration = deleteMatching(client);
  if (!written || !key || more.length > 0 || client.prefix || !declaration) return [];
  const call = replaceWith(
    written.call,
    'deleteMatching(',
    { receiver: written.receiver },
    ', ',
    { copy: key },
    ')',
  );
  return [{ title: 'Delete the keys that match', kind: 'suggestion', edits: [call, declaration] }];
}
