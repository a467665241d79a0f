/**
 * Copies of rows that nobody read: what was given to an insert is cached under the id of the new row. In: what a function
 * does, and one of its writes to a cache. Out: the rows that the entry is a copy of, with the columns that were written.
 */

import type { CacheEffect, DatabaseEffect, Effect } from '../calls/effect.js';
import { functionOfCall } from '../calls/enclosingFunctions.js';
import { isSameSite, type Site } from '../calls/sites.js';
import type { Evaluation } from '../evaluation/evaluation.js';
import {
  type FunctionReference,
  isSameFunction,
  isSameParameter,
  someValue,
  type Value,
} from '../evaluation/values.js';
import { isSameValue, placeOfCall } from '../evaluation/wording.js';
import type { CachedEntity } from './entities.js';

export function insertedCopies(
  evaluation: Evaluation,
  own: readonly Effect[],
  write: CacheEffect,
): readonly CachedEntity[] {
  const { value, key } = write;
  if (!value || write.operation !== 'write') return [];
  const inserts = own.filter(
    (effect): effect is DatabaseEffect =>
      effect.kind === 'database' && effect.call.operation === 'insert' && !effect.call.ofNewRow,
  );
  // What is put into two tables is a copy of neither.
  const [insert, ...others] = inserts.filter((effect) => isCopyOf(value, dataOf(evaluation, effect)));
  return insert && others.length === 0 && isKeyOfNew(key, value, insert) ? [copyOf(insert, value)] : [];
}

/** What is inserted, as the function says it that the insert is seen from. */
function dataOf(evaluation: Evaluation, { call, chain }: DatabaseEffect): readonly Value[] {
  const callers = chain.slice(0, -1).toReversed();
  return (call.data ?? []).map((data) =>
    callers.reduce((value, site) => givenAt(evaluation, site, value), data),
  );
}

/** What the call of a function gives for one of its parameters; another value is what it is. */
function givenAt(evaluation: Evaluation, site: Site, value: Value): Value {
  if (value.kind !== 'parameter' || value.path.length > 0) return value;
  const place = placeOfCall(evaluation, site);
  const callee = place && evaluation.evaluate(place.frame, place.fact.callee);
  if (!place || callee?.kind !== 'function' || !isSameFunction(callee.function, value.function)) return value;
  return evaluation.argumentsOf(place.frame, site.call)[value.index] ?? value;
}

/** Whether all that is cached is what one row was made of; its id and the like may come with it. */
function isCopyOf(value: Value, data: readonly Value[] | undefined): boolean {
  const [given, ...others] = data ?? [];
  return given !== undefined && others.length === 0 && isSameContent(value, given);
}

function isSameContent(value: Value, given: Value): boolean {
  if (value.kind !== 'record' || given.kind !== 'record') {
    return given.kind !== 'constant' && given.kind !== 'rows' && isSameValue(value, given);
  }
  if (given.fields.size === 0) return false;
  return [...given.fields].every(([name, part]) => {
    const kept = value.fields.get(name);
    return kept !== undefined && (kept.kind === part.kind || isSameValue(kept, part));
  });
}

/** Files of functions that are given the very thing that is cached: one of them may insert it. */
export function filesGivenCopies(
  evaluation: Evaluation,
  owner: FunctionReference,
  { value, operation }: CacheEffect,
): readonly string[] {
  if (operation !== 'write' || (value?.kind !== 'record' && value?.kind !== 'parameter')) return [];
  return callsIn(evaluation, owner).flatMap((site) => {
    const at = placeOfCall(evaluation, site);
    const callee = at && evaluation.evaluate(at.frame, at.fact.callee);
    if (!at || callee?.kind !== 'function' || callee.function.file === site.file) return [];
    const isGiven = evaluation.argumentsOf(at.frame, site.call).some((one) => isSameContent(value, one));
    return isGiven ? [callee.function.file] : [];
  });
}

/** The calls of a function and of the callbacks that are written in it. */
function callsIn(evaluation: Evaluation, owner: FunctionReference): readonly Site[] {
  const { file } = owner;
  const calls = evaluation.factsOf(file)?.calls ?? [];
  return calls.flatMap((_, call) =>
    functionOfCall(evaluation, { file, call })?.index === owner.index ? [{ file, call }] : [],
  );
}

const ID_NAMES = /^(_?id|uuid|guid|insertId)$/i;

/** Whether a key is made of the id that the new row has: what the insert answers, or what was given as one. */
function isKeyOfNew(key: Value, value: Value, { call }: DatabaseEffect): boolean {
  if (key.kind !== 'text') return false;
  const holes = key.parts.flatMap((part) => (typeof part === 'string' ? [] : [part.value]));
  const [hole, ...others] = holes;
  if (!hole || others.length > 0) return false;
  return someValue(hole, (part) => {
    if (part.kind === 'rows') return part.rows.site !== undefined && isSameSite(part.rows.site, call.site);
    return isIdOf(part, value);
  });
}

function isIdOf(part: Value, value: Value): boolean {
  if (part.kind === 'parameter' && value.kind === 'parameter') {
    const name = part.path.at(-1) ?? '';
    return ID_NAMES.test(name) && isSameParameter({ ...part, path: part.path.slice(0, -1) }, value);
  }
  if (value.kind !== 'record') return false;
  return [...value.fields].some(([name, field]) => ID_NAMES.test(name) && isSameValue(field, part));
}

function copyOf({ call: { entity, columns, site } }: DatabaseEffect, value: Value): CachedEntity {
  const kept = value.kind === 'record' && !value.open ? [...value.fields.keys()] : columns;
  return {
    entity,
    many: false,
    whole: true,
    computed: false,
    along: false,
    picked: false,
    single: false,
    inserted: true,
    where: new Map(),
    deciding: new Set(),
    site,
    ...(kept && { columns: new Set(kept) }),
  };
}
