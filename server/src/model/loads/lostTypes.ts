/**
 * Uses of cached values as what JSON does not keep: methods of dates, sets and maps on what was parsed, and comparisons
 * of what is declared as a date. In: facts. Out: each member with where it is used and where it became plain JSON.
 */
import { lastName } from '../../facts/expressionNames.js';
import type { BranchStep, CallFact, Expression, FileFacts, TextRange } from '../../facts/fileFacts.js';
import { some } from '../calls/callFlow.js';
import type { Site } from '../calls/sites.js';
import type { Evaluation } from '../evaluation/evaluation.js';
import type { Frame } from '../evaluation/frame.js';
import { someValue, type Value } from '../evaluation/values.js';
import { type Cached, type CachedMember, memberOfCached } from './cachedMembers.js';
import { lostComparisons } from './lostComparisons.js';

export interface LostType {
  readonly file: string;
  /** What says that the value is taken for more than JSON: the method, or the name of the member's variable. */
  readonly range: TextRange;
  /** `createdAt`, '' for the value itself. */
  readonly member: string;
  readonly key: Value;
  /** Where it became plain JSON. */
  readonly parsed: Site;
  readonly lost: 'Date' | 'Set' | 'Map';
  /** A method that a text does not have fails; a comparison is silently false. */
  readonly fails: boolean;
}

const DATE_METHODS =
  /^(get(UTC)?(FullYear|Month|Date|Day|Hours|Minutes|Seconds|Milliseconds)|getTime|getTimezoneOffset|toISOString|toDateString|toTimeString|toUTCString|toLocaleDateString|toLocaleTimeString|set(UTC)?(FullYear|Month|Date|Hours|Minutes|Seconds|Milliseconds|Time))$/;
const SET_METHODS = /^(has|add)$/;
/** Of sets and maps alike, where the text says that it is one. */
const COLLECTION_METHODS = /^(has|add|get|set|delete|keys|values|entries)$/;

export function collectLostTypes(evaluation: Evaluation): readonly LostType[] {
  const revived = revivedNames(evaluation);
  return evaluation.files.flatMap((file) => {
    const facts = evaluation.factsOf(file);
    if (!facts) return [];
    const found = [
      ...lostMethods(evaluation, file, facts),
      ...lostComparisons(evaluation, file, facts, isParsed),
    ];
    return found.filter(({ member, parsed }) => !revived.has(member) && !isReadOtherwise(evaluation, parsed));
  });
}

/** `keyv.deserialize = superjson.parse`, where the client is made or used that reads the text itself. */
function isReadOtherwise(evaluation: Evaluation, { file, call }: Site): boolean {
  const facts = evaluation.factsOf(file);
  const fact = facts?.calls[call];
  const frame = fact && evaluation.symbolicFrame({ file, index: fact.function });
  const callee = frame && evaluation.evaluate(frame, fact.callee);
  if (callee?.kind !== 'cacheMethod') return false;
  const made = callee.client.origin && evaluation.factsOf(callee.client.origin.file);
  return setsSerialiser(facts) || setsSerialiser(made);
}

function setsSerialiser(facts: FileFacts | undefined): boolean {
  return (
    facts?.assignments.some(
      ({ target }) => target.kind === 'member' && /^(de)?serialize$/.test(target.name),
    ) === true
  );
}

/** Members that get a value of their own somewhere: `user.createdAt = new Date(user.createdAt)`. */
function revivedNames(evaluation: Evaluation): ReadonlySet<string> {
  const names = new Set<string>();
  for (const file of evaluation.files) {
    for (const { target, value } of evaluation.factsOf(file)?.assignments ?? []) {
      if (target.kind === 'member' && value.kind === 'call') names.add(target.name);
    }
  }
  return names;
}

const isParsed = ({ parsed }: Cached): boolean => parsed !== undefined;

function lostMethods(evaluation: Evaluation, file: string, facts: FileFacts): readonly LostType[] {
  return facts.calls.flatMap((call): readonly LostType[] => {
    const { callee } = call;
    if (call.construction || callee.kind !== 'member') return [];
    const isDate = DATE_METHODS.test(callee.name);
    if (!isDate && !COLLECTION_METHODS.test(callee.name)) return [];
    const isSet = SET_METHODS.test(callee.name) && callee.object.kind === 'member';
    const frame = evaluation.symbolicFrame({ file, index: call.function });
    const member = frame && memberOfCached(evaluation, frame, callee.object, isParsed);
    if (!frame || !member || isDoubtful(evaluation, frame, call, callee.object, member)) return [];
    const { parsed, key } = member.cached;
    if (!parsed) return [];
    const name = nameOfPath(member.path);
    const lost = isDate ? 'Date' : (collectionOf(evaluation, member) ?? (isSet ? 'Set' : undefined));
    return !lost ? [] : [{ file, range: call.nameRange, member: name, key, parsed, lost, fails: true }];
  });
}

/** What the text takes the whole for: `JSON.parse(text) as Map<string, boolean>`. */
function collectionOf(evaluation: Evaluation, { cached, path }: CachedMember): 'Map' | 'Set' | undefined {
  const call = cached.parsed && evaluation.factsOf(cached.parsed.file)?.calls[cached.parsed.call];
  const name = call?.asserted?.kind === 'named' ? call.asserted.name : '';
  if (path.length > 0) return undefined;
  return /^(Readonly)?Map$/.test(name) ? 'Map' : /^(Readonly)?Set$/.test(name) ? 'Set' : undefined;
}

function nameOfPath(path: readonly string[]): string {
  return path.findLast((step) => step !== '*') ?? '';
}

/** Where the code asks what it has, or has loaded it anew, nothing can be said. */
function isDoubtful(
  evaluation: Evaluation,
  frame: Frame,
  { branches }: CallFact,
  used: Expression,
  { path, mixed }: CachedMember,
): boolean {
  const name = nameOfPath(path);
  const variable = variableOf(used);
  return branches.some((step) => {
    const { condition } = step;
    if (!condition) return false;
    if (some(frame.facts, condition, (part) => asksForType(part, name))) return true;
    if (!mixed || (variable !== undefined && assuresOf(step, condition, variable))) return false;
    return someValue(evaluation.evaluate(frame, condition), (value: Value) => value.kind === 'cached');
  });
}

function variableOf(expression: Expression): number | undefined {
  if (expression.kind === 'member' || expression.kind === 'element') return variableOf(expression.object);
  return expression.kind === 'name' ? expression.binding : undefined;
}

/** Here the variable, or a member of it, holds something, be it kept or loaded: `if (user)`, or behind `if (!user) return`. */
function assuresOf({ arm }: BranchStep, condition: Expression, variable: number): boolean {
  if (condition.kind === 'unary' && condition.operator === '!')
    return arm === 'false' && variableOf(condition.operand) === variable;
  if (condition.kind === 'binary' && /^!==?$/.test(condition.operator))
    return arm === 'true' && isNothing(condition.right) && variableOf(condition.left) === variable;
  return arm === 'true' && variableOf(condition) === variable;
}

function isNothing(expression: Expression): boolean {
  return expression.kind === 'null' || (expression.kind === 'name' && expression.name === 'undefined');
}

/** `row.createdAt instanceof Date`, `typeof row.createdAt === 'string'` */
function asksForType(part: Expression, name: string): boolean {
  if (part.kind !== 'binary') return false;
  if (part.operator === 'instanceof') return lastName(part.left) === name;
  return part.left.kind === 'unary' && part.left.operator === 'typeof';
}
