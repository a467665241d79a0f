/**
 * Words that say what data is about; the settings may add more to each class. A word alone never makes a finding: it
 * only selects the threshold of a rule that decides by structure.
 */
import type { ReviewSettings, WordClass } from '../../../shared/src/settings.js';
import { wordsOf } from '../../../shared/src/words.js';

const AUTHORITY =
  /^(roles?|permissions?|perms|rbac|casbin(rules?)?|scopes?|acls?|privileges?|rights|grants?|abilit(y|ies)|capabilit(y|ies)|entitlements?|api_?keys?|access_?tokens?|refresh_?tokens?|tokens?|jwts?|otps?|ban|banned|bans|blacklist|denylist|revoked|authori[sz]ations?|memberships?|sessions?|sess)$/i;

const WORDS: Readonly<Record<WordClass, RegExp>> = {
  authority: AUTHORITY,
  identity:
    /^(users?|accounts?|members?|customers?|profiles?|sessions?|me|viewers?|owners?|actors?|principals?|callers?|requesters?)$/i,
  secret:
    /^(passwords?|passphrases?|secrets?|password_?hash|refresh_?tokens?|private_?keys?|card_?numbers?|cvv|cvc|pins?|ssn)$/i,
  volatile:
    /^(stocks?|inventor(y|ies)|prices?|balances?|quotes?|seats?|availabilit(y|ies)|availabl[ey]|rates?|quantit(y|ies))$/i,
  tenant: /^(tenants?|orgs?|organi[sz]ations?|workspaces?|projects?|teams?|compan(y|ies))$/i,
};

const CREDENTIAL =
  /^(tokens?|otps?|codes?|reset|password|forget|forgot|verify|verification|magic|invites?|invitations?)$/i;

const CHECKS =
  /(^|[^a-z])(auth|authenticate|authori[sz]e|guards?|middlewares?|polic(y|ies)|rbac|acl|access(?! tokens?)|can|has|is|assert|require|ensure|verify|check|allow(ed)?|enforce)([^a-z]|$)/i;

/** Whether an identifier, key or path has a word of a class, or two that make one: `access`, `token`. */
export function namesWord(text: string, of: WordClass, added: ReviewSettings['words']): boolean {
  const words = wordsOf(text);
  const isKnown = words.some(
    (word, index) => WORDS[of].test(word) || WORDS[of].test(`${words[index - 1] ?? ''}${word}`),
  );
  return isKnown || added[of].some((phrase) => holdsPhrase(words, wordsOf(phrase)));
}

/** Words that follow each other, whatever their case. */
function holdsPhrase(words: readonly string[], phrase: readonly string[]): boolean {
  const [text, searched] = [words, phrase].map((list) => `|${list.join('|').toLowerCase()}|`);
  return phrase.length > 0 && text?.includes(searched ?? '') === true;
}

/** Data that decides what somebody may do. */
export function namesAuthority(text: string, added: ReviewSettings['words']): boolean {
  return namesWord(text, 'authority', added);
}

const RIGHTS =
  /^(roles?|permissions?|perms|rbac|casbin(rules?)?|scopes?|acls?|privileges?|rights|entitlements?)$/i;

/** What somebody may do: given by others and looked up, never born in a cache as a token or a session is. */
export function namesRight(text: string): boolean {
  return wordsOf(text).some((word) => RIGHTS.test(word));
}

const REFUSALS =
  /^(ban|banned|bans|blacklist|blocklist|denylist|denied|blocked|blocks?|revoked|revocations?|suspend(ed)?|suspensions?|locked|lockouts?|disabled|deactivated|frozen)$/i;

/** What takes rights away by being there. */
export function namesRefusal(text: string): boolean {
  return wordsOf(text).some((word) => REFUSALS.test(word));
}

const STANDING = /^(staff|admins?|administrators?|moderators?|superusers?)$/i;

/** Those who may do more than others, where something asks who they are. */
export function namesStanding(text: string): boolean {
  return wordsOf(text).some((word) => STANDING.test(word));
}

const ENTITLEMENTS =
  /^(subscriptions?|subscribed|subscribers?|licen[cs]es?|licen[cs]ed|entitlements?|entitled|features?|plans?|premium|paid|pro|trials?|seats?)$/i;

/** What somebody may use because it is paid for. */
export function namesEntitlement(text: string): boolean {
  return wordsOf(text).some((word) => ENTITLEMENTS.test(word));
}

const GOODS =
  /^(stocks?|inventor(y|ies)|seats?|availabilit(y|ies)|available|quantit(y|ies)|capacit(y|ies)|vacanc(y|ies)|seckill|sold|sales|coupons?|vouchers?|balances?|wallets?|budgets?|spend|spent|spendings?)$/i;

/** What there is so much of, and what is counted until it is used up. */
export function namesGoods(text: string): boolean {
  return wordsOf(text).some((word) => GOODS.test(word));
}

const AMOUNTS = /^(limits?|quotas?|max|maximum|thresholds?|throttl\w*)$/i;

/** How much somebody may use, of what they may use. */
export function namesAmount(text: string): boolean {
  return wordsOf(text).some((word) => AMOUNTS.test(word));
}

const APPROVALS =
  /^(active|enabled|verified|approved|trusted|allowed|allow(list)?|whitelist(ed)?|levels?|tiers?|status)$/i;

/** What lets somebody in, where a request is turned away without it. */
export function namesApproval(text: string): boolean {
  return namesEntitlement(text) || wordsOf(text).some((word) => APPROVALS.test(word));
}

/** Something whose holder is let in: a reset token, a one-time code. */
export function namesCredential(text: string, added: ReviewSettings['words']): boolean {
  return wordsOf(text).some((word) => CREDENTIAL.test(word)) && namesAuthorityOrReset(text, added);
}

const ONE_TIME =
  /^(otps?|reset|forgot|forget|passwords?|passwd|passcodes?|verify|verification|magic|totp|mfa|2fa|invites?|invitations?)$/i;

/** Something that lets its holder in once, or says which of what was given out still counts. */
export function namesOneTime(text: string): boolean {
  return wordsOf(text).some((word) => ONE_TIME.test(word));
}

const SESSIONS = /^(sessions?|sess|creds|credentials?)$/i;

/** What stands for somebody who has signed in. */
export function namesSession(text: string): boolean {
  return wordsOf(text).some((word) => SESSIONS.test(word));
}

/** Code that keeps what somebody has signed in with. */
export function namesAuthState(text: string): boolean {
  return /\bauth state\b/i.test(wordsOf(text).join(' '));
}

function namesAuthorityOrReset(text: string, added: ReviewSettings['words']): boolean {
  return namesAuthority(text, added) || /reset|password|verif|otp|magic/i.test(text);
}

/** A function or file that decides whether something is allowed. */
export function namesCheck(text: string): boolean {
  return CHECKS.test(wordsOf(text).join(' '));
}

const GATES =
  /^(auth|authenticat\w*|authori[sz]\w*|guards?|middlewares?|rbac|acl|permissions?|protect|activate|enforce|passport)$/i;

/** A function or file by which requests are let in or turned away: narrower than what only asks something. */
export function namesGate(text: string): boolean {
  return wordsOf(text).some((word) => GATES.test(word));
}
