/**
 * State that is written for ever under one key for each id, so that it only ever becomes more. In: a write to a group of
 * keys that is no cache. Out: whether somebody should give it an end; what is meant to last is left alone.
 */
import { isHole } from '../../../shared/src/keyPattern.js';
import type { ReviewSettings } from '../../../shared/src/settings.js';
import { wordsOf } from '../../../shared/src/words.js';
import { ttlAmounts } from '../model/commands/commands.js';
import { isNew } from '../model/evaluation/newValues.js';
import { nameOfValue } from '../model/evaluation/pureCalls.js';
import { MOMENT_NAME, type Value } from '../model/evaluation/values.js';
import type { KeyGroup } from '../model/keys/keyGroups.js';
import type { KeyUse } from '../model/keys/keyUses.js';
import { namesAuthority, namesCredential, namesWord } from './lexicon.js';

export function staysForEver(use: KeyUse, group: KeyGroup, settings: ReviewSettings): boolean {
  const { effect } = use;
  if (effect.operation !== 'write' || !isChosenHere(use) || !grows(group)) return false;
  // When something was last done is kept nowhere else.
  if (effect.value?.kind === 'derived' && effect.value.name === MOMENT_NAME) return false;
  if (holdsForSomebody(use, group, settings)) return true;
  // Whatever has a name of its own from here on is a record, and this may be the only place for it.
  if (isNew(effect.key)) return false;
  return asksForEver(use) || (isCalledCache(group) && !isCleanedUp(group));
}

/**
 * A store behind a wrapper is kept by whoever wrote the wrapper; its callers hardly know what is in it, unless they ask
 * for an entry that stays for ever.
 */
function isChosenHere(use: KeyUse): boolean {
  return use.effect.chain.length === 1 || asksForEver(use);
}

function asksForEver({ effect }: KeyUse): boolean {
  return ttlAmounts(effect).some(({ value }) => isZero(value));
}

function isZero(value: Value): boolean {
  return value.kind === 'constant' && value.value === 0;
}

/** A session, a token, a code that was sent: most people never sign out, so nobody can count on its being taken out again. */
function holdsForSomebody({ effect }: KeyUse, { text }: KeyGroup, { words }: ReviewSettings): boolean {
  // The key may say less than what is kept under it: `refresh:{userId}`, a token.
  const given = effect.value?.kind === 'parameter' ? [nameOfValue(effect.value)] : [];
  return [text, ...given].some(
    (said) => namesAuthority(said, words) || namesWord(said, 'secret', words) || namesCredential(said, words),
  );
}

/** Carts, settings and short links have no other place than this; what its author calls a cache has. */
function isCalledCache({ text }: KeyGroup): boolean {
  return wordsOf(text).some((word) => /^cached?$/i.test(word));
}

/** What is kept until somebody takes it out leaves again. */
function isCleanedUp(group: KeyGroup): boolean {
  return group.invalidations.some(({ effect }) => effect.operation === 'invalidate');
}

/** What there are only so many of, as their authors wrote them down. */
const LISTED =
  /^(names?|keys?|kinds?|types?|topics?|features?|flags?|settings?|options?|locales?|languages?|lang|regions?|countr(y|ies)|currenc(y|ies)|env|environments?|stages?|modes?|levels?|tiers?|plans?|status|sections?|tables?|models?|services?|modules?|queues?|resources?)$/i;

/** State under one key for ever is a setting; one key for each id only ever becomes more. */
function grows(group: KeyGroup): boolean {
  return group.reads.length > 0 && group.pattern.parts.some((part) => isHole(part) && !isListed(part.hole));
}

function isListed(hole: string): boolean {
  const words = wordsOf(hole);
  return words.length > 0 && words.every((word) => LISTED.test(word));
}
