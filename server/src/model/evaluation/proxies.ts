/**
 * What a `Proxy` stands before. In: `new Proxy(target, handler)` and the name of a member. Out: what its `get` answers for that
 * name, as a client that is only made when it is first used does it, else the member of the target.
 */
import { memberOf } from './evaluateMember.js';
import type { Evaluation } from './evaluation.js';
import type { Frame } from './frame.js';
import { constant, isNotUnderstood, UNKNOWN, type Value } from './values.js';

type Constructed = Extract<Value, { kind: 'constructed' }>;

const PROXY = 'Proxy';
/** What the language itself brings along comes from no package. */
const LANGUAGE = '';

export function madeProxy(path: readonly string[], args: readonly Value[]): Constructed | undefined {
  const isProxy = path.length === 1 && path[0] === PROXY;
  return isProxy ? { kind: 'constructed', module: LANGUAGE, path, arguments: args } : undefined;
}

export function proxiedMember(
  evaluation: Evaluation,
  frame: Frame,
  object: Constructed,
  name: string,
): Value | undefined {
  if (object.module !== LANGUAGE) return undefined;
  const [target = UNKNOWN, handler] = object.arguments;
  const get = handler?.kind === 'record' ? handler.fields.get('get') : undefined;
  const answer =
    get?.kind === 'function'
      ? evaluation.returns.of(get, [target, constant(name), object], frame.calls)
      : UNKNOWN;
  if (!isNotUnderstood(answer)) return answer;
  const own = memberOf(evaluation, frame, target, name);
  return isNotUnderstood(own) || own.kind === 'undefined' ? undefined : own;
}

/** `Reflect.get(target, name)` */
export function reflectedMember(
  evaluation: Evaluation,
  frame: Frame,
  path: readonly string[],
  [target, name]: readonly Value[],
): Value | undefined {
  const isMember = path.join('.') === 'Reflect.get' && name?.kind === 'constant';
  return isMember && target ? memberOf(evaluation, frame, target, String(name.value)) : undefined;
}
