/**
 * Uses of cached values as what JSON does not keep: methods of dates and sets on what was parsed, and comparisons of
 * what is declared as a date. In: facts. Out: each member with where it is used and where it became plain JSON.
 */
import { lastName } from '../../facts/expressionNames.js';
import type {
  BindingFact,
  BranchStep,
  CallFact,
  Expression,
  FileFacts,
  TextRange,
  TypeReference,
} from '../../facts/fileFacts.js';
import { partsOfExpression, some } from '../calls/callFlow.js';
import type { Site } from '../calls/sites.js';
import type { Evaluation } from '../evaluation/evaluation.js';
import type { Frame } from '../evaluation/frame.js';
import { someValue, type Value } from '../evaluation/values.js';
import { type Cached, type CachedMember, cachedIn, memberOfCached } from './cachedMembers.js';
import { membersOfType } from './membersOfType.js';

export interface LostType {
  readonly file: string;
  /** What says that the value is taken for more than JSON: the method, or the name of the member's variable. */
  readonly range: TextRange;
  /** `createdAt`, '' for the value itself. */
  readonly member: string;
  readonly key: Value;
  /** Where it became plain JSON. */
  readonly parsed: Site;
  readonly lost: 'Date' | 'Set';
  /** A method that a text does not have fails; a comparison is silently false. */
  readonly fails: boolean;
}

const DATE_METHODS =
  /^(get(UTC)?(FullYear|Month|Date|Day|Hours|Minutes|Seconds|Milliseconds)|getTime|getTimezoneOffset|toISOString|toDateString|toTimeString|toUTCString|toLocaleDateString|toLocaleTimeString|set(UTC)?(FullYear|Month|Date|Hours|Minutes|Seconds|Milliseconds|Time))$/;
const SET_METHODS = /^(has|add)$/;

export function collectLostTypes(evaluation: Evaluation): readonly LostType[] {
  const revived = revivedNames(evaluation);
  return evaluation.files.flatMap((file) => {
    const facts = evaluation.factsOf(file);
    if (!facts) return [];
    const found = [...lostMethods(evaluation, file, facts), ...lostComparisons(evaluation, file, facts)];
    return found.filter(({ member }) => !revived.has(member));
  });
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
    if (!isDate && !(SET_METHODS.test(callee.name) && callee.object.kind === 'member')) return [];
    const frame = evaluation.symbolicFrame({ file, index: call.function });
    const member = frame && memberOfCached(evaluation, frame, callee.object, isParsed);
    if (!frame || !member || isDoubtful(evaluation, frame, call.branches, member)) return [];
    const { parsed, key } = member.cached;
    if (!parsed) return [];
    const name = nameOfPath(member.path);
    const lost = isDate ? 'Date' : 'Set';
    return [{ file, range: call.nameRange, member: name, key, parsed, lost, fails: true }];
  });
}

function nameOfPath(path: readonly string[]): string {
  return path.findLast((step) => step !== '*') ?? '';
}

/** Where the code asks what it has, or has loaded it anew, nothing can be said. */
function isDoubtful(
  evaluation: Evaluation,
  frame: Frame,
  branches: readonly BranchStep[],
  { path, mixed }: CachedMember,
): boolean {
  const name = nameOfPath(path);
  return branches.some(({ condition }) => {
    if (!condition) return false;
    const isAsked = some(frame.facts, condition, (part) => asksForType(part, name));
    const asksHit = (value: Value): boolean => value.kind === 'cached';
    return isAsked || (mixed && someValue(evaluation.evaluate(frame, condition), asksHit));
  });
}

/** `row.createdAt instanceof Date`, `typeof row.createdAt === 'string'` */
function asksForType(part: Expression, name: string): boolean {
  if (part.kind !== 'binary') return false;
  if (part.operator === 'instanceof') return lastName(part.left) === name;
  return part.left.kind === 'unary' && part.left.operator === 'typeof';
}

const ORDERS: ReadonlySet<string> = new Set(['<', '<=', '>', '>=', '-']);

/** `session.expiresAt < new Date()`, where the text declares a date: a text is neither before nor after one. */
function lostComparisons(evaluation: Evaluation, file: string, facts: FileFacts): readonly LostType[] {
  return facts.bindings.flatMap((binding, index): readonly LostType[] => {
    const type = binding.kind === 'variable' && !binding.path ? typeSaidOf(facts, binding) : undefined;
    const dates = type ? datesIn(evaluation, file, type) : new Set<string>();
    if (dates.size === 0) return [];
    const frame = evaluation.symbolicFrame({ file, index: binding.function });
    const parsed =
      frame &&
      cachedIn(evaluation.evaluate(frame, { kind: 'name', name: binding.name, binding: index }), isParsed);
    if (!parsed || parsed.path.length > 0 || parsed.mixed || !parsed.cached.parsed) return [];
    const compared = comparedMember(facts, binding.function, index, dates);
    if (compared === undefined) return [];
    const { key, parsed: site } = parsed.cached;
    const range = binding.range;
    return [{ file, range, member: compared, key, parsed: site, lost: 'Date', fails: false }];
  });
}

function typeSaidOf(
  facts: FileFacts,
  { type, initializer, assigned }: BindingFact,
): TypeReference | undefined {
  if (type) return type;
  for (const value of [...(initializer ? [initializer] : []), ...assigned]) {
    const found = typeOfResult(facts, value);
    if (found) return found;
  }
  return undefined;
}

function typeOfResult(facts: FileFacts, value: Expression): TypeReference | undefined {
  if (value.kind === 'await') return typeOfResult(facts, value.value);
  if (value.kind === 'conditional') {
    return typeOfResult(facts, value.whenTrue) ?? typeOfResult(facts, value.whenFalse);
  }
  const call: CallFact | undefined = value.kind === 'call' ? facts.calls[value.call] : undefined;
  return call?.asserted ?? call?.typeArguments?.[0];
}

function datesIn(evaluation: Evaluation, file: string, type: TypeReference): ReadonlySet<string> {
  const dates = membersOfType(evaluation, file, type).filter(
    (member) => member.type.kind === 'named' && member.type.name === 'Date',
  );
  return new Set(dates.map(({ name }) => name));
}

/** A date of the variable that its function compares with another moment. */
function comparedMember(
  facts: FileFacts,
  owner: number,
  variable: number,
  dates: ReadonlySet<string>,
): string | undefined {
  let found: string | undefined;
  const isDate = (side: Expression): boolean =>
    side.kind === 'member' &&
    dates.has(side.name) &&
    side.object.kind === 'name' &&
    side.object.binding === variable;
  for (const root of rootsOf(facts, owner)) {
    some(facts, root, (part) => {
      if (part.kind !== 'binary' || !ORDERS.has(part.operator)) return false;
      const date = [part.left, part.right].find(isDate);
      const other = date === part.left ? part.right : part.left;
      if (date?.kind === 'member' && isMoment(facts, other)) found ??= date.name;
      return found !== undefined;
    });
  }
  return found;
}

/** `new Date()`, `Date.now()` */
function isMoment(facts: FileFacts, expression: Expression): boolean {
  const call = expression.kind === 'call' ? facts.calls[expression.call] : undefined;
  if (!call) return partsOfExpression(facts, expression).some((part) => isMoment(facts, part));
  const { callee } = call;
  if (callee.kind === 'name') return call.construction && callee.name === 'Date';
  return callee.kind === 'member' && callee.name === 'now' && lastName(callee.object) === 'Date';
}

/** Conditions, results and variables of a function and of the callbacks in it. */
function rootsOf(facts: FileFacts, owner: number): readonly Expression[] {
  const isInside = (index: number): boolean => {
    for (let inner = index; inner >= 0; inner = facts.functions[inner]?.parent ?? -1) {
      if (inner === owner) return true;
    }
    return false;
  };
  const returns = facts.functions.flatMap((fact, index) => (isInside(index) ? fact.returns : []));
  const calls = facts.calls.filter((call) => isInside(call.function));
  return [
    ...[...returns, ...calls].flatMap(({ branches }) => branches.flatMap((step) => step.condition ?? [])),
    ...returns.flatMap(({ value }) => value ?? []),
    ...facts.bindings.flatMap(({ function: inner, initializer }) =>
      initializer && isInside(inner) ? [initializer] : [],
    ),
  ];
}
