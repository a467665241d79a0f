/**
 * Calls that give what is known of the request under way without being handed the request: `auth()`, `cookies()`,
 * `storage.getStore()`. Only asked where nothing else is known of the call.
 */
import { lastName } from '../../facts/expressionNames.js';
import type { Expression } from '../../facts/fileFacts.js';
import { derived, type Parameter, type Value } from '../evaluation/values.js';
import { asksByName, isContextName, isRequestName } from './requestNames.js';

type Ambient = Extract<Value, { kind: 'ambient' }>;

/** Asked for without saying of whom. */
const WITHOUT_ARGUMENTS = /^(cookies|headers|getStore|getUser)$/;

/** What a token says that a request came with. */
const TOKEN_READERS = /^_?(jwt|jsonwebtoken|jose|jwt_?service|tokens?_?service)$/i;
const TOKEN_READING = /^(verify|verifyAsync|decode)$/;

export function ambientOf(callee: Expression, args: readonly Value[]): Ambient | undefined {
  if (callee.kind !== 'name' && callee.kind !== 'member') return undefined;
  const { name } = callee;
  if (asksByName(name) || (args.length === 0 && WITHOUT_ARGUMENTS.test(name))) {
    return { kind: 'ambient', name: `${name}()`, path: [] };
  }
  // `jwt.verify(token, secret)`
  if (TOKEN_READING.test(name) && callee.kind === 'member' && TOKEN_READERS.test(lastName(callee.object)))
    return { kind: 'ambient', name: `${name}()`, path: [] };
  // `cls.get('userId')`
  const store = callee.kind === 'member' && name === 'get' ? lastName(callee.object) : '';
  const [member] = args;
  return isContextName(store) && member?.kind === 'constant'
    ? { kind: 'ambient', name: store, path: [String(member.value)] }
    : undefined;
}

/** `c.get('user')`, `c.req.header('authorization')`: a member of the request, read by its name. */
export function memberOfRequest(callee: Parameter, [name, ...others]: readonly Value[]): Value | undefined {
  const reading = callee.path.at(-1) ?? '';
  if (!isRequestName(callee.name) || !READING_MEMBER.test(reading) || others.length > 0) return undefined;
  if (name?.kind !== 'constant' || typeof name.value !== 'string') return undefined;
  // What is read of the request itself is a member; of its headers and parameters it is one of them.
  const holder = reading === 'get' ? callee.path.slice(0, -1) : callee.path;
  return { ...callee, path: [...holder, name.value] };
}

const READING_MEMBER = /^(get|header|param|query)$/;

/** `context.switchToHttp().getRequest()`: what the context of Nest holds stands for the context. */
export function requestOfContext(callee: Value): Value | undefined {
  if (callee.kind !== 'method' || callee.name !== 'getRequest' || callee.object.kind !== 'derived')
    return undefined;
  const [context] = callee.object.from;
  return context?.kind === 'parameter' && context.path.at(-1) === 'switchToHttp'
    ? { ...context, path: context.path.slice(0, -1) }
    : undefined;
}

/** `cookies().get('sid')` */
export function ambientMember(callee: Ambient, args: readonly Value[]): Value {
  const [name] = args;
  if (callee.path.at(-1) !== 'get' || name?.kind !== 'constant') return derived([callee, ...args]);
  return { ...callee, path: [...callee.path.slice(0, -1), String(name.value)] };
}
