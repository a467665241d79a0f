/**
 * A cached value that depends on who asks, under a key that does not: the rows were selected by a user, a session
 * or a tenant that no part of the key carries, so the first to ask fills the entry for everybody.
 */
import { isHole } from '../../../shared/src/keyPattern.js';
import type { ReviewSettings } from '../../../shared/src/settings.js';
import type { ConditionBeyondKey } from '../model/keyCompleteness.js';
import type { KeyGroup } from '../model/keyGroups.js';
import type { KeyUse } from '../model/keyUses.js';
import { isServing, type WorkspaceModel } from '../model/workspaceModel.js';
import { namesWord } from './lexicon.js';
import type { DraftFinding, Rule } from './rule.js';

export const sharedKeyForUserData: Rule = {
  id: 'shared-key-for-user-data',
  review(model, { words }) {
    const findings = new Map<string, DraftFinding>();
    for (const group of model.groups) {
      if (group.nature !== 'cache') continue;
      for (const use of group.writes.filter(isServing)) {
        const missing = missingIn(model, use, words);
        const site = use.effect.chain[0] ?? use.effect.site;
        const key = `${site.file}#${site.call}`;
        if (missing && !findings.has(key)) findings.set(key, finding(model, group, use, missing));
      }
    }
    return [...findings.values()];
  },
};

function missingIn(
  model: WorkspaceModel,
  use: KeyUse,
  added: ReviewSettings['words'],
): ConditionBeyondKey | undefined {
  const found = model
    .conditionsBeyondKey(use)
    .filter((condition) => condition.asks || isAboutWhoAsks(condition, added))
    .filter((condition) => !isSaidOtherwise(use, condition, added));
  return found.find((condition) => condition.asks) ?? found[0];
}

/** By the column and by the value: an author that a page is filtered by is nobody who asks. */
function isAboutWhoAsks(
  { entity, column, name }: ConditionBeyondKey,
  added: ReviewSettings['words'],
): boolean {
  const compared = /^_?id$/.test(column) ? `${entity ?? ''} ${column}` : column;
  return isSomebody(compared, added) && isSomebody(name, added);
}

function isSomebody(text: string, added: ReviewSettings['words']): boolean {
  return namesWord(text, 'identity', added) || namesWord(text, 'tenant', added);
}

const OTHER_NAMES = /^(user_?name|e?_?mail|login|handle|phone|(api_?)?key|token|slug|sub)$/i;

/** The key carries the same person under another name, or a user who belongs to one tenant. */
function isSaidOtherwise(use: KeyUse, { name }: ConditionBeyondKey, added: ReviewSettings['words']): boolean {
  const holes = use.patterns.flatMap((pattern) =>
    pattern.parts.flatMap((part) => (isHole(part) ? part.hole : [])),
  );
  const isPerson = namesWord(name, 'identity', added);
  return holes.some(
    (hole) =>
      OTHER_NAMES.test(hole) ||
      namesWord(hole, 'identity', added) ||
      (!isPerson && namesWord(hole, 'tenant', added)),
  );
}

function finding(
  model: WorkspaceModel,
  group: KeyGroup,
  use: KeyUse,
  missing: ConditionBeyondKey,
): DraftFinding {
  const { entity, name, column, site } = missing;
  const what = entity === undefined ? 'answer of another service' : `\`${entity}\``;
  return {
    confidence: 'likely',
    span: model.nameSpan(use.effect.chain[0] ?? use.effect.site),
    key: group.text,
    message: [
      `The cached ${what} depends on \`${name}\`, but the key \`${group.text}\` is the same for everybody.`,
      'Whoever asks second gets what belongs to the first.',
      `Put \`${name}\` into the key, wherever it is built.`,
    ].join(' '),
    related: site ? [{ span: model.nameSpan(site), message: `Selected by \`${column}\` here.` }] : [],
  };
}
