/**
 * Where the parts of a value come from: parameters, what is known of the request under way, rows. In: a value. Out: its
 * origins, what the code calls them, and whether one says who asks.
 */
import { isSameFunction, type Parameter, type Value, walkValue } from '../evaluation/values.js';
import { isContextName, isIdentityName, isRequestName, saysWho } from './requestNames.js';

export type Ambient = Extract<Value, { kind: 'ambient' }>;
type Row = Extract<Value, { kind: 'rows' }>;
/** What a condition compares with, as far as it can be followed. */
export type Origin = Parameter | Ambient | Row;

/** Every origin that a value is made of. */
export function originsIn(value: Value): readonly Origin[] {
  const found: Origin[] = [];
  walkValue(value, (part) => {
    if (part.kind === 'parameter' || part.kind === 'ambient' || part.kind === 'rows') found.push(part);
    return true;
  });
  return found;
}

/** Who asks, as the request or the session says it, or a user that was handed in. */
export function comesFromRequest(value: Origin): boolean {
  if (value.kind === 'rows') return value.rows.site === undefined && isIdentityName(value.rows.entity.name);
  if (value.kind === 'ambient')
    return value.path.length === 0 || saysWho([...value.path, value.name.replace('()', '')]);
  return (
    (isRequestName(value.name) || isContextName(value.name)) &&
    (saysWho(value.path) || isHeldByContext(value))
  );
}

/** Something about who asks that lets them see more or less than others, or who it is. */
export function saysWhoAsks(value: Origin): boolean {
  return comesFromRequest(value) || (isHeldBySomebody(value) && RIGHTS.test(lastName(value)));
}

/** What somebody has in order to be shown more or less than others. */
const RIGHTS = /^(is)?(roles?|admin|staff|owner|moderator|permissions?|scopes?|premium|plan|tier)$/;

/** A member of somebody that was handed in: `user.accessToken`, `session.role`. */
export function isHeldBySomebody(value: Origin): boolean {
  return value.kind === 'parameter' && value.path.length > 0 && isIdentityName(value.name);
}

/** `session.id`; what a request has by that name is a number of its own. */
function isHeldByContext({ name, path }: Parameter): boolean {
  return isContextName(name) && !isRequestName(name) && path.length > 0;
}

/** The names that lead to it. */
export function namesOf(value: Origin): readonly string[] {
  if (value.kind === 'rows') return [value.rows.entity.name, ...value.rows.path];
  return value.path.length > 0 && value.path[0] === value.name ? value.path : [value.name, ...value.path];
}

/** `user.id` is the id of a user. */
export function lastName(value: Origin): string {
  const names = namesOf(value);
  const last = names.at(-1) ?? '';
  const isShort = /^_?id$/i.test(last) && names.length > (value.kind === 'rows' ? 1 : 2);
  return (isShort ? `${names.at(-2)}id` : last).toLowerCase().replaceAll('_', '');
}

/** `userId`, `req.user.id`, `user.id` of rows. */
export function fullName(value: Origin): string {
  const names = namesOf(value);
  const [first = '', ...rest] = names;
  return value.kind === 'rows'
    ? [first.charAt(0).toLowerCase() + first.slice(1), ...rest].join('.')
    : names.join('.');
}

/** The same parameter, or the same thing of the request under way, whatever is taken from it. */
export function isSameRoot(a: Parameter | Ambient, b: Parameter | Ambient): boolean {
  if (a.kind === 'ambient' || b.kind === 'ambient') return a.kind === b.kind && a.name === b.name;
  return isSameFunction(a.function, b.function) && a.index === b.index;
}

/** Whether a path leads to what another one leads to, or into it. */
export function isWithinPath(path: readonly string[], outer: readonly string[]): boolean {
  return outer.every((name, index) => path[index] === name);
}
