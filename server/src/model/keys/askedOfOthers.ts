/**
 * What is asked of something that no table knows, where the answer is cached: credentials that a request to another service
 * carries, and whom a decision about rights is made for. In: the cached value. Out: what says who asks.
 */
import type { Evaluation } from '../evaluation/evaluation.js';
import { type Parameter, type Value, walkValue } from '../evaluation/values.js';
import { isIdentityName } from '../requests/requestNames.js';
import { comesFromRequest, isHeldBySomebody, lastName, type Origin } from '../requests/valueOrigins.js';
import { originOf } from './followedOrigins.js';
import type { Narrowing } from './narrowings.js';

const CREDENTIALS = /^(authorization|cookie|x-?(user|tenant|org|account|access|auth)(-?(id|token))?)$/i;

/**
 * Headers that say who asks, in a request to another service whose answer is cached. `isOfAsker` says it of what a function is
 * handed by itself.
 */
export function credentialsIn(
  evaluation: Evaluation,
  value: Value,
  isOfAsker: (given: Parameter) => boolean,
): readonly Narrowing[] {
  const found: Narrowing[] = [];
  walkValue(value, (part) => {
    const headers = part.kind === 'record' ? part.fields.get('headers') : undefined;
    if (headers?.kind !== 'record') return part.kind !== 'rows';
    for (const [name, header] of headers.fields) {
      const origin = CREDENTIALS.test(name) ? originOf(evaluation, header) : undefined;
      if (origin) found.push({ column: name, value: origin });
    }
    return false;
  });
  return found.filter(
    ({ value: given }) =>
      comesFromRequest(given) ||
      isHeldBySomebody(given) ||
      (given.kind === 'parameter' && given.path.length === 0 && isOfAsker(given)),
  );
}

/** With these a token is asked for: of whom it is, whoever uses it. */
const CLIENT_CREDENTIALS = /^(client_?(id|secret)|refresh_?token|assertion)$/i;

/** What is the same for the whole program, and what may be put together by whoever calls. */
const SETTINGS =
  /^(this|config(uration)?|conf|env(ironment)?|options?|opts|settings?|secrets?|cred(ential)?s?|params?|props|input|args?|body|data)$/i;

/** `client_id: merchant.clientId` in what is sent to another service: the token that comes back is that merchant's. */
export function clientsIn(evaluation: Evaluation, value: Value): readonly Narrowing[] {
  const found: Narrowing[] = [];
  walkValue(value, (part) => {
    if (part.kind !== 'record') return part.kind !== 'rows';
    for (const [name, given] of part.fields) {
      const origin = CLIENT_CREDENTIALS.test(name) ? originOf(evaluation, given) : undefined;
      if (origin?.kind === 'parameter' && origin.path.length > 0 && !isSetting(origin))
        found.push({ column: name, value: origin });
    }
    return true;
  });
  return found;
}

function isSetting({ name, path }: Extract<Origin, { kind: 'parameter' }>): boolean {
  return [name, ...path.slice(0, -1)].some((part) => SETTINGS.test(part));
}

const SUBJECT = /^(sub|subject|principal|actor|caller|requester)(id)?$/;

/** For whom a library decides; what it decides about is told by the key, as far as it is. */
export function subjectsIn(value: Value): readonly Narrowing[] {
  const found: Narrowing[] = [];
  const look = (part: Value): boolean => {
    if (part.kind === 'either' && part.test) walkValue(part.test, look);
    if (part.kind !== 'derived') return part.kind !== 'rows';
    const { decision } = part;
    if (decision === undefined) return true;
    for (const argument of part.from)
      if (argument.kind === 'parameter' && isSubject(argument))
        found.push({ column: decision, value: argument });
    return true;
  };
  walkValue(value, look);
  return found;
}

function isSubject(origin: Extract<Origin, { kind: 'parameter' }>): boolean {
  const name = lastName(origin);
  return (
    SUBJECT.test(name) || isIdentityName(name) || (origin.path.length > 0 && isIdentityName(origin.name))
  );
}
