/**
 * Deletes that are given a list where they read one row: `remove(users)` that deletes `user:${user.id}`, and keys with a
 * whole list in them. In: a delete as a function makes it. Out: whether its key is made of what a list does not have.
 */
import { lastName } from '../../facts/expressionNames.js';
import type { CallIndex, FileFacts } from '../../facts/fileFacts.js';
import type { DatabaseLibrary } from '../../libraries/databaseLibrary.js';
import type { CacheEffect } from '../calls/effect.js';
import type { Effects } from '../calls/effects.js';
import { outermostSite, type Site } from '../calls/sites.js';
import type { Evaluation } from '../evaluation/evaluation.js';
import {
  type FunctionReference,
  isParameterOf,
  type Parameter,
  type Rows,
  type Value,
} from '../evaluation/values.js';
import { type CallPlace, placeOfCall } from '../evaluation/wording.js';
import { holesOfKey } from '../keys/keyColumns.js';
import type { KeyGroup } from '../keys/keyGroups.js';
import { touchesGroup } from './copyChanges.js';
import { awaited } from './databaseHandles.js';

export function isGivenList(evaluation: Evaluation, effects: Effects, change: CacheEffect): boolean {
  if (change.operation === 'invalidate' && !isSpread(evaluation, change) && holdsList(evaluation, change.key))
    return true;
  const [outer, , ...deeper] = change.chain;
  if (change.operation !== 'invalidate' || change.chain.length !== 2 || !outer || deeper.length > 0)
    return false;
  const place = placeOfCall(evaluation, outer);
  const callee = place && evaluation.evaluate(place.frame, place.fact.callee);
  if (!place || callee?.kind !== 'function') return false;
  const [below, ...others] = effects.through(callee.function, change.site);
  const [hole, ...holes] = (below && holesOfKey(below.key)) ?? [];
  if (others.length > 0 || holes.length > 0 || hole?.kind !== 'parameter') return false;
  if (!isParameterOf(hole, callee.function)) return false;
  const [column, ...inner] = hole.path;
  if (column === undefined || inner.length > 0 || column in Array.prototype || !/^[a-z_]\w*$/i.test(column))
    return false;
  return isList(evaluation, place, hole.index);
}

/** `evict(...ids)`: what is handed on one by one is no list where it arrives. */
function isSpread(evaluation: Evaluation, { chain }: CacheEffect): boolean {
  return chain.some(({ file, call }) =>
    evaluation.factsOf(file)?.calls[call]?.arguments.some(({ kind }) => kind === 'spread'),
  );
}

/** `` `user:${ids}` ``, where the author says that these are a list: all of them stand in one key. */
function holdsList(evaluation: Evaluation, key: Value): boolean {
  if (key.kind !== 'text') return false;
  return key.parts.some(
    (part) =>
      typeof part !== 'string' && part.value.kind === 'parameter' && isDeclaredList(evaluation, part.value),
  );
}

function isDeclaredList(
  evaluation: Evaluation,
  { function: { file, index }, index: position, path }: Parameter,
): boolean {
  const { type, bindings = [] } = evaluation.factsOf(file)?.functions[index]?.parameters[position] ?? {};
  if (!type || path.length > 0 || bindings.length !== 1) return false;
  return type.kind === 'array' || (type.kind === 'named' && /^(Readonly)?Array$/.test(type.name));
}

/** The delete of keys of a group that a function gives a list. */
export function deleteOfList(
  evaluation: Evaluation,
  effects: Effects,
  reference: FunctionReference,
  group: KeyGroup,
): Site | undefined {
  const own = effects.of(reference);
  const found = own.find(
    (effect): effect is CacheEffect =>
      effect.kind === 'cache' && touchesGroup(effect, own, group) && isGivenList(evaluation, effects, effect),
  );
  return found && outermostSite(found);
}

/** Whether an argument is a variable that holds all the rows that a query gives, which can be read to its end. */
function isList(evaluation: Evaluation, { frame, fact }: CallPlace, index: number): boolean {
  const given = fact.arguments[index];
  const binding = given?.kind === 'name' ? frame.facts.bindings[given.binding] : undefined;
  const query = binding?.initializer?.kind === 'await' ? binding.initializer.value : undefined;
  if (!given || !binding || binding.path !== undefined || query?.kind !== 'call') return false;
  const rows = wholeList(awaited(evaluation.evaluate(frame, given)));
  return rows?.library !== undefined && isReadThrough(frame.facts, query.call, rows.library);
}

function wholeList(value: Value): Rows | undefined {
  if (value.kind !== 'rows' || value.rows.path.length > 0 || !value.rows.site) return undefined;
  const { many, library } = value.rows;
  // Some give the rows as the first of two things.
  return many && library?.rowsFirst !== true ? value.rows : undefined;
}

const WRITES = /insert|update|upsert|merge|delete|^del$|save|create|increment|decrement|raw|query/i;

/** Whether a table says of every call of a chain what it does to the rows. */
function isReadThrough(facts: FileFacts, index: CallIndex, library: DatabaseLibrary): boolean {
  const callee = facts.calls[index]?.callee;
  if (!callee) return false;
  // `knex('users')`
  if (callee.kind === 'name') return Object.values(library.roles).some(({ called }) => called?.many === true);
  const name = lastName(callee);
  const isKnown = Object.values(library.roles).some(({ methods }) => Object.hasOwn(methods, name));
  if (callee.kind !== 'member' || !isKnown || WRITES.test(name)) return false;
  return callee.object.kind !== 'call' || isReadThrough(facts, callee.object.call, library);
}
