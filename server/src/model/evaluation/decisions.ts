/** Names of methods that decide about rights, and whose answer is nothing but yes or no. In: a name. Out: whether it is one. */

const DECISIONS =
  /^(enforce|can|may|authori[sz]e|is_?(allowed|authori[sz]ed|permitted|granted)|(has|check|can)_?(permissions?|access|roles?|scopes?|privileges?)|evaluate_?(access|permissions?|polic(y|ies)))$/i;

/** `enforcer.enforce(subject, object, action)`, `ability.can(user, 'read')` */
export function isDecision(name: string): boolean {
  return DECISIONS.test(name);
}
