/**
 * Does an entry also say that there is no such row? In: the uses of a key. Out: whether `null` is kept as a text as any row is, and
 * given to readers as what was found; then a row that is made later is missing until the entry ends.
 */
import { callOf, lastName } from '../../facts/expressionNames.js';
import type { CallFact, Expression, FileFacts, ReturnFact } from '../../facts/fileFacts.js';
import { isSameEntity } from '../../libraries/entityNames.js';
import type { CacheEffect } from '../calls/effect.js';
import { isSameSite, type Site } from '../calls/sites.js';
import { awaited } from '../databases/databaseHandles.js';
import type { CachedEntity } from '../databases/entities.js';
import { isPrimaryKey } from '../databases/primaryKeys.js';
import type { Evaluation } from '../evaluation/evaluation.js';
import { type Rows, someValue, type Value } from '../evaluation/values.js';
import { placeOfCall } from '../evaluation/wording.js';
import { hitTestsOf } from '../loads/hitTests.js';
import type { KeyGroup } from './keyGroups.js';
import type { KeyUse } from './keyUses.js';

/** The same row, remembering that its entry also says where there is none. */
export function withAbsence(
  evaluation: Evaluation,
  cached: CachedEntity,
  { writes, reads }: Pick<KeyGroup, 'writes' | 'reads'>,
): CachedEntity {
  const isKept =
    !cached.many &&
    !cached.along &&
    cached.where.size > 0 &&
    ![...cached.where.keys()].some((column) => isOwnId(evaluation, cached, column)) &&
    writes.some((write) => keepsNothing(evaluation, cached, write) && isGivenBack(evaluation, write, reads));
  return isKept ? { ...cached, absence: true } : cached;
}

/** Nobody can have asked for what was not there yet by the id that it was given when it was made. */
function isOwnId(evaluation: Evaluation, { entity, site }: CachedEntity, column: string): boolean {
  return (
    /^(_?id|uuid|guid|pk)$/i.test(column) ||
    (site ? isPrimaryKey(evaluation, entity, column, site.file) : true)
  );
}

/** `set(key, JSON.stringify(row))` whether there is one or not. */
function keepsNothing(evaluation: Evaluation, { entity }: CachedEntity, { effect }: KeyUse): boolean {
  if (effect.operation !== 'write' || !effect.value || !effect.client.library.givesText) return false;
  const value = awaited(effect.value);
  if (value.kind !== 'rows' || value.rows.path.length > 0 || value.rows.many) return false;
  const { rows } = value;
  return (
    isSameEntity(rows.entity, entity) &&
    mayBeNothing(evaluation, rows) &&
    !effect.guards.some((guard) => someValue(guard.value, (part) => isOf(part, rows))) &&
    effect.chain.some((site) => isWrittenAsJson(evaluation, site)) &&
    !effect.chain.some((site) => choosesLife(evaluation, site))
  );
}

function isOf(part: Value, { site }: Rows): boolean {
  const other = part.kind === 'rows' ? part.rows.site : undefined;
  return site !== undefined && other !== undefined && isSameSite(other, site);
}

/** `findFirst`, `findOne`: what gives one row or nothing. */
const LOOKS_UP = /^(find|get|first|select|query)(?!.*(throw|fail|reject|create|upsert))/i;

function mayBeNothing(evaluation: Evaluation, { site }: Rows): boolean {
  const facts = site && evaluation.factsOf(site.file);
  const call = facts?.calls[site?.call ?? -1];
  if (!facts || !call || !LOOKS_UP.test(lastName(call.callee))) return false;
  const isSaid = ({ callee }: CallFact): boolean => /orFail|orThrow|OrReject/i.test(lastName(callee));
  return !facts.calls.some((other) => other.function === call.function && isSaid(other));
}

const TO_TEXT = /^(stringify|serialize)$/;

function isWrittenAsJson(evaluation: Evaluation, { file, call }: Site): boolean {
  const facts = evaluation.factsOf(file);
  return facts?.calls[call]?.arguments.some((given) => isJson(facts, given)) === true;
}

function isJson(facts: FileFacts, given: Expression): boolean {
  const held = given.kind === 'name' ? facts.bindings[given.binding]?.initializer : given;
  const made = held && callOf(facts, held);
  return made !== undefined && TO_TEXT.test(lastName(made.callee));
}

/** `row ? DAY : MINUTE`: what is not there may be kept for a short time only. */
function choosesLife(evaluation: Evaluation, { file, call }: Site): boolean {
  const facts = evaluation.factsOf(file);
  const chooses = (given: Expression): boolean => {
    const held = given.kind === 'name' ? facts?.bindings[given.binding]?.initializer : given;
    if (held?.kind === 'object') return held.properties.some(({ value }) => chooses(value));
    return held?.kind === 'conditional';
  };
  return facts?.calls[call]?.arguments.some(chooses) === true;
}

/** Whether the function that keeps it reads it before, and answers with whatever text it finds. */
function isGivenBack(evaluation: Evaluation, write: KeyUse, reads: readonly KeyUse[]): boolean {
  return reads.some(({ effect }) => {
    const site = effect.operation === 'read' ? siteBeside(effect, write.effect) : undefined;
    const facts = site && evaluation.factsOf(site.file);
    return site !== undefined && facts !== undefined && answersWithText(evaluation, facts, site);
  });
}

/** The call that reads, in the function that keeps what is read there. */
function siteBeside(read: CacheEffect, write: CacheEffect): Site | undefined {
  const fork = write.chain.findIndex((site, index) => !isSame(site, read.chain[index]));
  const [own, other] = [read.chain[fork], write.chain[fork]];
  return own && other && own.file === other.file && own.call < other.call ? own : undefined;
}

function isSame(one: Site, other: Site | undefined): boolean {
  return other !== undefined && isSameSite(one, other);
}

/** `if (text) return JSON.parse(text)` of the text itself: "null" is a text like any other. */
function answersWithText(evaluation: Evaluation, facts: FileFacts, site: Site): boolean {
  const place = placeOfCall(evaluation, site);
  const read = place && evaluation.evaluate(place.frame, { kind: 'call', call: site.call });
  if (!place || read?.kind !== 'cached' || read.parsed) return false;
  const forks = hitTestsOf(facts, site.call).flatMap(({ through, leavesOnHit, fork, missArm }) =>
    through === undefined && leavesOnHit ? [{ fork, missArm }] : [],
  );
  return forks.some(({ fork, missArm }) =>
    place.frame.fact.returns.some((entry) => leavesAtOnce(entry, fork, missArm)),
  );
}

/** A return on a hit that asks nothing more. */
function leavesAtOnce({ value, branches }: ReturnFact, fork: number, missArm: string): boolean {
  const step = branches.at(-1);
  const isAlternative = value?.kind === 'binary' && /^(\?\?|\|\|)$/.test(value.operator);
  return value !== undefined && !isAlternative && step?.fork === fork && step.arm !== missArm;
}
