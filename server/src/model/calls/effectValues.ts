/** What values say about effects: which may do something when they are called, and which effects depend on what is given. */
import { isOfCaller, someValue, type Value } from '../evaluation/values.js';
import type { Effect } from './effect.js';

const CARRIERS: ReadonlySet<Value['kind']> = new Set([
  'function',
  'class',
  'instance',
  'namespace',
  'external',
  'constructed',
  'cache',
  'cacheMethod',
  'database',
  'databaseMethod',
  'rows',
]);

/** Whether a part of a value was read or calculated. */
export function isMade(value: Value): boolean {
  return someValue(value, ({ kind }) => kind === 'rows' || kind === 'derived' || kind === 'database');
}

/** Whether calling a value, or a member of it, may do something to a cache or a database. */
export function carriesEffects(value: Value): boolean {
  return someValue(value, (part) => CARRIERS.has(part.kind));
}

/** Kinds of values that do something when they are called, beside functions of the workspace. */
export const EFFECTIVE: ReadonlySet<Value['kind']> = new Set([
  'cacheMethod',
  'database',
  'databaseMethod',
  'rows',
  'method',
]);

/** Whether an effect is another one for other arguments. */
export function dependsOnParameters(effect: Effect): boolean {
  if (effect.kind === 'database' && effect.call.columnsAreGiven) return true;
  const values =
    effect.kind === 'cache'
      ? [
          effect.key,
          ...(effect.value ? [effect.value] : []),
          ...(effect.tags ? [effect.tags] : []),
          ...(effect.operation === 'scan' ? effect.arguments : []),
          ...(effect.ttl.kind === 'open' ? [effect.ttl.value] : []),
        ]
      : [effect.rows];
  return [...values, ...effect.guards.map(({ value }) => value)].some((value) =>
    someValue(value, isOfCaller),
  );
}
