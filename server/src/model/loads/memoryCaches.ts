/**
 * Maps and objects of a module that are used as a cache: looked up, loaded and filled in one function, and never made
 * smaller. In: facts. Out: each such store with what it is filled with; one that leaves the file is left alone.
 */
import { callOf } from '../../facts/expressionNames.js';
import type {
  BindingIndex,
  CallIndex,
  ChangeFact,
  Expression,
  FileFacts,
  FunctionIndex,
  TextRange,
} from '../../facts/fileFacts.js';
import { isSameExpression } from '../../facts/sameExpression.js';
import { partsOfExpression, some } from '../calls/callFlow.js';
import type { Evaluation } from '../evaluation/evaluation.js';
import { someValue } from '../evaluation/values.js';

export interface MemoryCache {
  readonly file: string;
  readonly name: string;
  /** The variable, where it is declared. */
  readonly range: TextRange;
  /** What stands for the key where it is filled. */
  readonly key: string;
  readonly fill: TextRange;
  /** The call that makes it, where it is a `Map` whose variable is given no type. */
  readonly made?: CallIndex;
}

export function collectMemoryCaches(evaluation: Evaluation): readonly MemoryCache[] {
  return evaluation.files.flatMap((file) => {
    const facts = evaluation.factsOf(file);
    if (!facts) return [];
    return facts.bindings.flatMap((_, binding) =>
      isStore(facts, binding) ? cacheOf(evaluation, file, binding) : [],
    );
  });
}

/** `const cache = new Map()`, `const cache = {}` in the body of a file, used in it alone. */
export function isStore(facts: FileFacts, index: BindingIndex): boolean {
  const { kind, function: owner, initializer, assigned, path } = facts.bindings[index] ?? {};
  if (kind !== 'variable' || owner !== 0 || !initializer || path || assigned?.length !== 0) return false;
  return (isEmptyObject(initializer) || isNewMap(facts, initializer)) && !escapes(facts, index);
}

function isEmptyObject(value: Expression): boolean {
  return value.kind === 'object' && value.properties.length === 0 && value.spreads.length === 0;
}

function isNewMap(facts: FileFacts, value: Expression): boolean {
  const call = callOf(facts, value);
  const { callee } = call ?? {};
  return (
    call?.construction === true &&
    callee?.kind === 'name' &&
    callee.binding === -1 &&
    callee.name === 'Map' &&
    call.arguments.length === 0
  );
}

/** Whether it is used in any way but looking up and filling: emptied, counted, gone through, handed on. */
function escapes(facts: FileFacts, index: BindingIndex): boolean {
  const isItself = (part: Expression): boolean => part.kind === 'name' && part.binding === index;
  const isOther = (root: Expression): boolean => {
    if (isItself(root)) return true;
    if (root.kind === 'call') return false;
    if (root.kind === 'member' && isItself(root.object)) return !/^(get|has|set)$/.test(root.name);
    if (root.kind === 'element' && isItself(root.object)) return isOther(root.index);
    return partsOfExpression(facts, root).some(isOther);
  };
  return (
    rootsOf(facts, index).some(isOther) || facts.changes.some((change) => isDeleted(facts, change, index))
  );
}

/** `delete cache[key]` and `cache[key] = undefined` are changes without a value worth keeping. */
function isDeleted(facts: FileFacts, { target, kind }: ChangeFact, index: BindingIndex): boolean {
  const isEntry =
    target.kind === 'element' && target.object.kind === 'name' && target.object.binding === index;
  if (!isEntry || kind === 'deleted') return isEntry;
  return !facts.assignments.some((assignment) => isSameExpression(assignment.target, target));
}

/** Every expression of a file that may mention a variable, but for its own declaration. */
function rootsOf(facts: FileFacts, index: BindingIndex): readonly Expression[] {
  return [
    ...facts.calls.flatMap((call) => [
      call.callee,
      ...call.arguments,
      ...call.branches.flatMap((step) => [
        ...(step.condition ? [step.condition] : []),
        ...(step.source ? [step.source] : []),
      ]),
    ]),
    ...facts.functions.flatMap((fact) =>
      fact.returns.flatMap((entry) => [
        ...(entry.value ? [entry.value] : []),
        ...entry.branches.flatMap((step) => step.source ?? []),
      ]),
    ),
    ...facts.bindings.flatMap((binding, other) => [
      ...(binding.initializer && other !== index ? [binding.initializer] : []),
      ...binding.assigned,
    ]),
    ...facts.assignments.flatMap(({ target, value }) => [target, value]),
    ...facts.exports.flatMap(({ value }) => value ?? []),
  ];
}

export interface Fill {
  readonly function: FunctionIndex;
  readonly key: Expression;
  readonly value: Expression;
  readonly range: TextRange;
}

function cacheOf(evaluation: Evaluation, file: string, index: BindingIndex): readonly MemoryCache[] {
  const facts = evaluation.factsOf(file);
  const binding = facts?.bindings[index];
  if (!facts || !binding) return [];
  for (const fill of fillsOf(facts, index)) {
    const key = freeKey(evaluation, file, facts, fill);
    if (key !== undefined && looksUp(facts, fill.function, index) && isLoaded(facts, fill.value)) {
      const { name, range, initializer, type } = binding;
      const made = initializer?.kind === 'call' && !type ? { made: initializer.call } : {};
      return [{ file, name, range, key, fill: fill.range, ...made }];
    }
  }
  return [];
}

export function fillsOf(facts: FileFacts, index: BindingIndex): readonly Fill[] {
  const calls = facts.calls.flatMap((call): readonly Fill[] => {
    const [key, value] = call.arguments;
    const isSet = isMethodOf(call.callee, index, /^set$/) && key && value;
    return isSet ? [{ function: call.function, key, value, range: call.nameRange }] : [];
  });
  const assignments = facts.assignments.flatMap(({ target, value, function: owner }): readonly Fill[] => {
    const isEntry =
      target.kind === 'element' && target.object.kind === 'name' && target.object.binding === index;
    const range = facts.changes.find((change) => isSameExpression(change.target, target))?.range;
    return isEntry && range ? [{ function: owner, key: target.index, value, range }] : [];
  });
  return [...calls, ...assignments];
}

function isMethodOf(callee: Expression, index: BindingIndex, name: RegExp): boolean {
  return (
    callee.kind === 'member' &&
    callee.object.kind === 'name' &&
    callee.object.binding === index &&
    name.test(callee.name)
  );
}

/** The function gives back what it finds. */
export function looksUp(facts: FileFacts, owner: FunctionIndex, index: BindingIndex): boolean {
  const fact = facts.functions[owner];
  const isEntry = (part: Expression): boolean => {
    if (part.kind === 'call') {
      const callee = facts.calls[part.call]?.callee;
      return callee !== undefined && isMethodOf(callee, index, /^get$/);
    }
    return part.kind === 'element' && part.object.kind === 'name' && part.object.binding === index;
  };
  return (fact?.returns ?? []).some(({ value }) => {
    if (!value) return false;
    return some(facts, value, (part) => {
      const initializer = part.kind === 'name' ? facts.bindings[part.binding]?.initializer : undefined;
      return isEntry(part) || (initializer !== undefined && some(facts, initializer, isEntry));
    });
  });
}

/** Whether something was waited for, or a promise is kept. */
function isLoaded(facts: FileFacts, value: Expression, hops = 0): boolean {
  return some(facts, value, (part) => {
    if (part.kind === 'await') return true;
    if (part.kind === 'call') return isAsynchronous(facts, part.call);
    if (part.kind !== 'name' || hops > 2) return false;
    const { kind, initializer, assigned = [] } = facts.bindings[part.binding] ?? {};
    const values = [...(initializer ? [initializer] : []), ...assigned];
    return kind === 'variable' && values.some((kept) => kept !== value && isLoaded(facts, kept, hops + 1));
  });
}

function isAsynchronous(facts: FileFacts, index: CallIndex): boolean {
  const callee = facts.calls[index]?.callee;
  if (callee?.kind === 'member') return /^(then|catch|finally)$/.test(callee.name);
  if (callee?.kind !== 'name') return false;
  const { functionIndex } = facts.bindings[callee.binding] ?? {};
  return (
    callee.name === 'fetch' || (functionIndex !== undefined && facts.functions[functionIndex]?.async === true)
  );
}

const IDS =
  /(id|uuid|token|email|ip|hash|url|address|key|slug|query|term|path|domain|host|handle|username|symbol|sku|isbn|barcode|phone|prompt|text|input)s?$/i;

/** What the caller may give any text or number for; undefined for keys that are one of few. */
function freeKey(
  evaluation: Evaluation,
  file: string,
  facts: FileFacts,
  { function: owner, key }: Fill,
): string | undefined {
  const frame = evaluation.symbolicFrame({ file, index: owner });
  if (!frame) return undefined;
  let found: string | undefined;
  someValue(evaluation.evaluate(frame, key), (part) => {
    if (part.kind !== 'parameter' || part.function.file !== file) return false;
    const name = part.path.at(-1) ?? part.name;
    const binding = facts.functions[part.function.index]?.parameters[part.index];
    const { type } = binding ?? {};
    const isPlain =
      type === undefined || (type.kind === 'primitive' && /string|number|bigint/.test(type.names.join()));
    if ((part.path.length > 0 || isPlain) && IDS.test(name)) found ??= name;
    return found !== undefined;
  });
  return found;
}
