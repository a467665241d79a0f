/** What expressions are called. In: facts. Out: the last name of what is called or read, the module of a `require`. */
import type { CallFact, Expression, FileFacts } from './fileFacts.js';

/** `set` of `redis.set` and of `set`; '' for what has no name. */
export function lastName(expression: Expression): string {
  return expression.kind === 'member' || expression.kind === 'name' ? expression.name : '';
}

/** `Object.assign` */
export function isObjectAssign(callee: Expression): boolean {
  return callee.kind === 'member' && callee.name === 'assign' && lastName(callee.object) === 'Object';
}

/** The module of `require('axios')`. */
export function requiredModule(call: CallFact | undefined): string | undefined {
  const [module] = call?.arguments ?? [];
  const isRequire = call?.callee.kind === 'name' && call.callee.name === 'require';
  return isRequire && module?.kind === 'text' ? module.value : undefined;
}

/** `user.id` as it is written; undefined for what is more than names. */
export function sourceOf(expression: Expression): string | undefined {
  if (expression.kind === 'name') return expression.name;
  if (expression.kind === 'this') return 'this';
  const object = expression.kind === 'member' ? sourceOf(expression.object) : undefined;
  return object !== undefined && expression.kind === 'member' ? `${object}.${expression.name}` : undefined;
}

/** The module that an expression was imported or required from: `users` of `import users from './users'`. */
export function moduleGiven(facts: FileFacts, expression: Expression): string | undefined {
  if (expression.kind === 'call') return requiredModule(facts.calls[expression.call]);
  if (expression.kind !== 'name') return undefined;
  const { import: imported, initializer } = facts.bindings[expression.binding] ?? {};
  return imported?.module ?? (initializer?.kind === 'call' ? moduleGiven(facts, initializer) : undefined);
}

/** The call that an expression is; undefined where it is something else. */
export function callOf({ calls }: FileFacts, expression: Expression | undefined): CallFact | undefined {
  return expression?.kind === 'call' ? calls[expression.call] : undefined;
}
