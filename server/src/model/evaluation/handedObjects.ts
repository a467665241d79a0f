/**
 * Objects of functions and clients that code hands to functions, as it does who puts a program together without classes:
 * `createUserService({ cache, users })`. In: what several callers hand. Out: whether it is such an object, or a function
 * that makes one, and whether all of them hand the same.
 */
import type { Expression, FileFacts } from '../../facts/fileFacts.js';
import type { Frame } from './frame.js';
import { isSameFunction, type Value } from './values.js';

type FunctionValue = Extract<Value, { kind: 'function' }>;

const MAXIMUM_DEPTH = 2;

/** Functions and clients with nothing beside them that each call might give otherwise, or a function that makes such a thing. */
export function isHandedObject(value: Value, depth = 0): boolean {
  if (value.kind === 'function') return isMaker(value);
  if (value.kind !== 'record' || value.open || depth > MAXIMUM_DEPTH) return false;
  const parts = [...value.fields.values()];
  const isPart = (part: Value): boolean =>
    part.kind === 'function' ? isClosed(part.frame) : isFixed(part) || isHandedObject(part, depth + 1);
  return parts.some(({ kind }) => kind !== 'constant') && parts.every(isPart);
}

/** Whether two places hand one object: its functions are the same, made by the same calls. */
export function isSameObject(a: Value, b: Value): boolean {
  if (a === b) return true;
  if (a.kind === 'function')
    return b.kind === 'function' && isSameFunction(a.function, b.function) && a.frame === b.frame;
  if (a.kind !== 'record' || b.kind !== 'record' || a.fields.size !== b.fields.size) return false;
  return [...a.fields].every(([name, part]) => {
    const other = b.fields.get(name);
    return other !== undefined && isSameObject(part, other);
  });
}

function isFixed({ kind }: Value): boolean {
  return kind === 'constant' || kind === 'cache' || kind === 'database' || kind === 'instance';
}

/** `(redis) => ({ get, set })`: it gives an object or a function, at once. */
function isMaker({ function: { index }, frame }: FunctionValue): boolean {
  const fact = frame.facts.functions[index];
  if (!fact || fact.async || !isClosed(frame)) return false;
  return fact.returns.some(({ value }) => value !== undefined && isMade(frame.facts, value));
}

function isMade(facts: FileFacts, value: Expression): boolean {
  const made =
    value.kind === 'name' && value.binding >= 0 ? facts.bindings[value.binding]?.initializer : value;
  return made?.kind === 'function' || (made?.kind === 'object' && made.properties.some(isOfFunction));

  function isOfFunction(property: { readonly value: Expression }): boolean {
    const { value: given } = property;
    if (given.kind === 'function') return true;
    const binding = given.kind === 'name' ? facts.bindings[given.binding] : undefined;
    return binding?.kind === 'function' || binding?.initializer?.kind === 'function';
  }
}

/** `frame`: what a function closes over. Nothing of it is left for callers to say. */
function isClosed(frame: Frame): boolean {
  for (let at: Frame | undefined = frame; at; at = at.outer) {
    if (at.arguments === undefined && at.fact.parameters.length > 0) return false;
  }
  return true;
}
