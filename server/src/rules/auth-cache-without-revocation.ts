/**
 * A right that is taken away in the database and goes on counting in the cache: the write is an update or a delete of
 * what decides, and neither its function nor every caller changes the copy. Of such keys this rule speaks, and
 * `write-without-invalidation` does not. No staleness is accepted.
 */

import { isRuleOn, type ReviewSettings } from '../../../shared/src/settings.js';
import type { DatabaseWrite } from '../model/databases/databaseWrites.js';
import type { KeyGroup } from '../model/keys/keyGroups.js';
import { isServing } from '../model/keys/serving.js';
import type { WorkspaceModel } from '../model/workspaceModel.js';
import { holdsAuthority, isCopyOfRights, isOnlyAskedFor } from './authority.js';
import { lifeOf } from './copyLife.js';
import { namesEntitlement, namesRefusal, namesRight, namesStanding } from './lexicon.js';
import { explainedIn, missesIn } from './missedDelete.js';
import { leftBehind, type ObligationQuestion, obligationFindings } from './obligationFinding.js';
import type { Rule } from './rule.js';

export const authCacheWithoutRevocation: Rule = {
  id: 'auth-cache-without-revocation',
  review: (model, settings) => obligationFindings(model, questionOf(model, settings)),
};

function questionOf(model: WorkspaceModel, settings: ReviewSettings): ObligationQuestion {
  const isExplained = explainedIn(model, settings);
  return {
    groups: model.copies.filter((group) => holdsRights(model, group, settings)),
    isAsked: revocations(model, settings),
    isOwn: (unmet) => !isExplained(unmet),
    answersCount: true,
    sentencesOf: ({ group }, what) => [
      `${what}.`,
      `A right that it takes away keeps working ${lifeOf(group, 'the entry')}.`,
    ],
  };
}

/** Copies of rights that some writes are said to leave behind, by this rule or as a delete that misses its key. */
export function leftByRevocations(model: WorkspaceModel, settings: ReviewSettings): ReadonlySet<KeyGroup> {
  if (!isRuleOn('auth-cache-without-revocation', settings)) return new Set();
  const left = leftBehind(model, questionOf(model, settings)).filter(
    ({ confidence }) => confidence === 'likely',
  );
  const missed = missesIn(model, settings).filter(({ confidence }) => confidence === 'likely');
  return new Set([...left.map(({ unmet }) => unmet.group), ...missed.map(({ group }) => group)]);
}

export function holdsRights(model: WorkspaceModel, group: KeyGroup, { words }: ReviewSettings): boolean {
  return isCopyOfRights(group) && group.writes.some(isServing) && holdsAuthority(model, group, words);
}

/** What a change of the column may take away somebody's rights by. */
const TAKES_AWAY =
  /activ|enable|disable|status|state|delet|remov|archiv|revok|suspend|expir|valid|token|secret|password|key|hash(?!es)|level|plan|tier|owner|member|access|allow|grant/i;

export type Revocation = (
  write: DatabaseWrite,
  group: KeyGroup,
  columns: readonly string[] | undefined,
) => boolean;

/** Which writes may take away the rights of which copies. */
export function revocations(model: WorkspaceModel, { words }: ReviewSettings): Revocation {
  const asked = new Map<KeyGroup, boolean>();
  const isOnlyAsked = (group: KeyGroup): boolean => {
    const known = asked.get(group) ?? isOnlyAskedFor(model, group, words);
    asked.set(group, known);
    return known;
  };
  return (write, group, columns) => isRevocation(write, columns, () => isOnlyAsked(group));
}

/**
 * New rows give rights, unless they are bans; an update that is known to write other columns takes none away, and where
 * a row must only be there an update has to say that it does.
 */
function isRevocation(
  { effect: { call } }: DatabaseWrite,
  columns: readonly string[] | undefined = call.columns,
  isOnlyAsked: () => boolean,
): boolean {
  const { operation, entity } = call;
  if (operation === 'insert') return namesRefusal(entity.name);
  if (operation === 'delete') return true;
  if (!columns || columns.length === 0) return !isOnlyAsked();
  return columns.some(
    (column) =>
      namesRight(column) ||
      namesRefusal(column) ||
      namesStanding(column) ||
      namesEntitlement(column) ||
      TAKES_AWAY.test(column),
  );
}
