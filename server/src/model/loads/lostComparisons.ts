/**
 * Comparisons with a moment of what is declared as a date and was made plain JSON in the cache. In: facts of one file.
 * Out: the variable that holds the value, the member that is compared, and where it became plain JSON.
 */
import { callOf, lastName } from '../../facts/expressionNames.js';
import type {
  BindingFact,
  BindingIndex,
  Expression,
  FileFacts,
  TypeReference,
} from '../../facts/fileFacts.js';
import { partsOfExpression, some } from '../calls/callFlow.js';
import type { Evaluation } from '../evaluation/evaluation.js';
import type { Frame } from '../evaluation/frame.js';
import { functionsIn } from '../evaluation/values.js';
import { append } from '../lists.js';
import { type Cached, memberOfCached, OVER_ELEMENTS } from './cachedMembers.js';
import type { LostType } from './lostTypes.js';
import { membersOfType } from './membersOfType.js';

const ORDERS: ReadonlySet<string> = new Set(['<', '<=', '>', '>=', '-']);

/** A type and the file whose words it is said in. */
interface SaidType {
  readonly file: string;
  readonly type: TypeReference;
}

/** `session.expiresAt < new Date()`, where the text declares a date: a text is neither before nor after one. */
export function lostComparisons(
  evaluation: Evaluation,
  file: string,
  facts: FileFacts,
  isAsked: (cached: Cached) => boolean,
): readonly LostType[] {
  return [...comparedMembers(facts)].flatMap(([index, compared]): readonly LostType[] => {
    const binding = facts.bindings[index];
    if (binding?.kind !== 'variable' && binding?.kind !== 'parameter') return [];
    const frame = evaluation.symbolicFrame({ file, index: binding.function });
    const said = frame && typeOf(evaluation, frame, binding);
    const dates = said ? datesIn(evaluation, said) : new Set<string>();
    const member = compared.find((name) => dates.has(name));
    if (!frame || member === undefined) return [];
    const named: Expression = { kind: 'name', name: binding.name, binding: index };
    const found = memberOfCached(evaluation, frame, named, isAsked);
    const { parsed, key } = found?.cached ?? {};
    if (!found || !parsed || !key || found.path.some((step) => step !== '*')) return [];
    // Where it is loaded anew in the same function, a branch may know which of both it has.
    if (found.mixed && !isWholeAnswer(evaluation, frame, binding)) return [];
    return [{ file, range: binding.range, member, key, parsed, lost: 'Date', fails: false }];
  });
}

/** What another function gave, or an element of that, and nothing else. */
function isWholeAnswer(evaluation: Evaluation, frame: Frame, binding: BindingFact): boolean {
  const list = listOf(frame.facts, binding);
  if (list) return list.kind === 'call' || (list.kind === 'name' && isAnswer(list.binding));
  return isAnswer(frame.facts.bindings.indexOf(binding));

  function isAnswer(index: number): boolean {
    const { initializer, assigned = [], path } = frame.facts.bindings[index] ?? {};
    const call = initializer && calledBy(initializer);
    if (call === undefined || assigned.length > 0 || path) return false;
    const callee = frame.facts.calls[call]?.callee;
    return callee !== undefined && functionsIn(evaluation.evaluate(frame, callee)).length > 0;
  }
}

function calledBy(value: Expression): number | undefined {
  if (value.kind === 'await') return calledBy(value.value);
  return value.kind === 'call' ? value.call : undefined;
}

/** The list that a callback goes through whose first parameter this is: `events.filter((event) => …)`. */
function listOf(facts: FileFacts, { kind, parameter, path, function: owner }: BindingFact) {
  const given = facts.functions[owner]?.argumentOf;
  const callee = given && facts.calls[given.call]?.callee;
  if (kind !== 'parameter' || parameter !== 0 || path || callee?.kind !== 'member') return undefined;
  return OVER_ELEMENTS.test(callee.name) ? callee.object : undefined;
}

function typeOf(evaluation: Evaluation, frame: Frame, binding: BindingFact): SaidType | undefined {
  if (binding.path) return undefined;
  if (binding.type) return { file: frame.file, type: binding.type };
  const list = listOf(frame.facts, binding);
  if (list) return elementType(evaluation, typeOfList(evaluation, frame, list));
  if (binding.kind !== 'variable') return undefined;
  for (const value of [...(binding.initializer ? [binding.initializer] : []), ...binding.assigned]) {
    const found = typeOfResult(evaluation, frame, value);
    if (found) return found;
  }
  return undefined;
}

function typeOfList(evaluation: Evaluation, frame: Frame, list: Expression): SaidType | undefined {
  const binding = list.kind === 'name' ? frame.facts.bindings[list.binding] : undefined;
  const inner = binding && evaluation.symbolicFrame({ file: frame.file, index: binding.function });
  return binding && inner ? typeOf(evaluation, inner, binding) : typeOfResult(evaluation, frame, list);
}

function elementType(evaluation: Evaluation, said: SaidType | undefined): SaidType | undefined {
  if (!said) return undefined;
  const { file, type } = said;
  if (type.kind === 'array') return { file, type: type.element };
  if (type.kind === 'union') {
    return type.members.map((member) => elementType(evaluation, { file, type: member })).find(Boolean);
  }
  const [first] = type.kind === 'named' ? type.arguments : [];
  if (type.kind !== 'named' || !first) return undefined;
  if (/^(Array|ReadonlyArray)$/.test(type.name)) return { file, type: first };
  return type.name === 'Promise' ? elementType(evaluation, { file, type: first }) : undefined;
}

function typeOfResult(evaluation: Evaluation, frame: Frame, value: Expression): SaidType | undefined {
  if (value.kind === 'await') return typeOfResult(evaluation, frame, value.value);
  if (value.kind === 'conditional') {
    return (
      typeOfResult(evaluation, frame, value.whenTrue) ?? typeOfResult(evaluation, frame, value.whenFalse)
    );
  }
  const call = callOf(frame.facts, value);
  const type = call?.asserted ?? call?.typeArguments?.[0];
  if (type) return { file: frame.file, type };
  const [called] = call ? functionsIn(evaluation.evaluate(frame, call.callee)) : [];
  const { file, index } = called?.function ?? {};
  const returned = file === undefined ? undefined : evaluation.factsOf(file)?.functions[index ?? 0];
  return file !== undefined && returned?.returnType ? { file, type: returned.returnType } : undefined;
}

function datesIn(evaluation: Evaluation, { file, type }: SaidType): ReadonlySet<string> {
  const dates = membersOfType(evaluation, file, type).filter(
    (member) => member.type.kind === 'named' && member.type.name === 'Date',
  );
  return new Set(dates.map(({ name }) => name));
}

/** Members that the file compares with a moment, by the variables whose members they are. */
function comparedMembers(facts: FileFacts): ReadonlyMap<BindingIndex, readonly string[]> {
  const found = new Map<BindingIndex, string[]>();
  for (const root of rootsOf(facts)) {
    some(facts, root, (part) => {
      if (part.kind !== 'binary' || !ORDERS.has(part.operator)) return false;
      for (const [side, other] of [
        [part.left, part.right],
        [part.right, part.left],
      ] as const) {
        if (side.kind !== 'member' || side.object.kind !== 'name' || !isMoment(facts, other)) continue;
        append(found, side.object.binding, side.name);
      }
      return false;
    });
  }
  return found;
}

/** `new Date()`, `Date.now()` */
function isMoment(facts: FileFacts, expression: Expression): boolean {
  const call = callOf(facts, expression);
  if (!call) return partsOfExpression(facts, expression).some((part) => isMoment(facts, part));
  const { callee } = call;
  if (callee.kind === 'name') return call.construction && callee.name === 'Date';
  return callee.kind === 'member' && callee.name === 'now' && lastName(callee.object) === 'Date';
}

/** Conditions, results and variables. */
function rootsOf({ functions, calls, bindings }: FileFacts): readonly Expression[] {
  const returns = functions.flatMap((fact) => fact.returns);
  return [
    ...[...returns, ...calls].flatMap(({ branches }) => branches.flatMap((step) => step.condition ?? [])),
    ...returns.flatMap(({ value }) => value ?? []),
    ...bindings.flatMap(({ initializer }) => initializer ?? []),
  ];
}
