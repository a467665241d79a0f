/**
 * A right that is taken away in the database and goes on counting in the cache: the write is an update or a delete of
 * what decides, and neither its function nor every caller changes the copy. Of such keys this rule speaks, and
 * `write-without-invalidation` does not. No staleness is accepted.
 */

import { formatDuration } from '../../../shared/src/duration.js';
import type { ReviewSettings } from '../../../shared/src/settings.js';
import type { KeyGroup } from '../model/keyGroups.js';
import {
  type DatabaseWrite,
  isTestFile,
  type UnmetObligation,
  type WritePlace,
} from '../model/obligations.js';
import { siteKey } from '../model/sites.js';
import { isServing, ttlOfWrites, type WorkspaceModel } from '../model/workspaceModel.js';
import { holdsAuthority, isCopyOfRights } from './auth-cache-too-long.js';
import { namesRefusal, namesRight, namesStanding } from './lexicon.js';
import { explainObligation } from './obligationExplanation.js';
import { advice, confidenceOf, story } from './obligationFinding.js';
import type { DraftFinding, Rule } from './rule.js';

export const authCacheWithoutRevocation: Rule = {
  id: 'auth-cache-without-revocation',
  review(model, settings) {
    const rights = model.groups.filter((group) => holdsRights(model, group, settings));
    const found = new Map<string, DraftFinding>();
    for (const write of model.databaseWrites) {
      if (isTestFile(write.effect.site.file)) continue;
      for (const group of rights) {
        const unmet = isRevocation(write) ? model.unmetObligation(write, group) : undefined;
        for (const place of unmet?.places ?? []) {
          const key = `${siteKey(place.site)}#${group.text}`;
          if (!unmet || found.get(key)?.confidence === 'likely') continue;
          found.set(key, finding(model, unmet, place));
        }
      }
    }
    return [...found.values()];
  },
};

export function holdsRights(model: WorkspaceModel, group: KeyGroup, { words }: ReviewSettings): boolean {
  return isCopyOfRights(group) && group.writes.some(isServing) && holdsAuthority(model, group, words);
}

/** What a change of the column may take away somebody's rights by. */
const TAKES_AWAY =
  /activ|enable|disable|status|state|delet|remov|archiv|revok|suspend|expir|valid|token|secret|password|key|hash|level|plan|tier|owner|member|access|allow|grant/i;

/** New rows give rights, unless they are bans; an update that is known to write other columns takes none away. */
export function isRevocation({ effect }: DatabaseWrite): boolean {
  const { operation, entity, columns } = effect.call;
  if (operation === 'insert') return namesRefusal(entity.name);
  if (operation === 'delete' || !columns || columns.length === 0) return true;
  return columns.some(
    (column) =>
      namesRight(column) || namesRefusal(column) || namesStanding(column) || TAKES_AWAY.test(column),
  );
}

const ACTIONS = {
  insert: 'new',
  update: 'update of',
  upsert: 'update of',
  delete: 'delete of',
  read: 'read of',
};

function finding(model: WorkspaceModel, unmet: UnmetObligation, place: WritePlace): DraftFinding {
  const { write, group } = unmet;
  const { call } = write.effect;
  return {
    confidence: confidenceOf(unmet, place),
    span: model.nameSpan(place.site),
    key: group.text,
    message: [
      `This ${ACTIONS[call.operation]} \`${call.entity.name}\` leaves \`${group.text}\` in the cache.`,
      `What it takes away keeps working ${lifeOf(group)}.`,
      advice(model, unmet),
    ].join(' '),
    related: story(model, unmet, place.site),
    explanation: explainObligation(model, unmet),
  };
}

function lifeOf(group: KeyGroup): string {
  const ttl = ttlOfWrites(group.writes);
  if (ttl.kind === 'known') return `for up to ${formatDuration(ttl.milliseconds)}`;
  return ttl.kind === 'none' ? 'for ever' : 'until the entry expires';
}
