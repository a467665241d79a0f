/**
 * Words that say what data is about. A word alone never makes a finding; it only selects the threshold of a
 * rule that decides by structure.
 */

const AUTHORITY =
  /^(roles?|permissions?|scopes?|acls?|privileges?|grants?|entitlements?|api_?keys?|access_?tokens?|refresh_?tokens?|tokens?|jwts?|otps?|ban|banned|bans|blacklist|denylist|revoked|authori[sz]ations?|memberships?|sessions?)$/i;

const CREDENTIAL =
  /^(tokens?|otps?|codes?|reset|password|forget|forgot|verify|verification|magic|invites?|invitations?)$/i;

const CHECKS =
  /(^|[^a-z])(auth|authenticate|authori[sz]e|guards?|middlewares?|polic(y|ies)|rbac|acl|can|has|is|require|ensure|verify|check|allow(ed)?)([^a-z]|$)/i;

/** The words of an identifier, key or path: `userRoles:v2` → user, roles, v2. */
export function wordsOf(text: string): readonly string[] {
  return text
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');
}

/** Data that decides what somebody may do. */
export function namesAuthority(text: string): boolean {
  const words = wordsOf(text);
  return words.some(
    (word, index) => AUTHORITY.test(word) || AUTHORITY.test(`${words[index - 1] ?? ''}${word}`),
  );
}

/** Something whose holder is let in: a reset token, a one-time code. */
export function namesCredential(text: string): boolean {
  return wordsOf(text).filter((word) => CREDENTIAL.test(word)).length >= 1 && namesAuthorityOrReset(text);
}

function namesAuthorityOrReset(text: string): boolean {
  return namesAuthority(text) || /reset|password|verif|otp|magic/i.test(text);
}

/** A function or file that decides whether something is allowed. */
export function namesCheck(text: string): boolean {
  return CHECKS.test(wordsOf(text).join(' '));
}
