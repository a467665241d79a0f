import { withAppended } from './appendedTexts.js';
import { withAssigned } from './assignedMembers.js';
import { assignedStep, withSteps } from './builderSteps.js';
import { importedValue } from './evaluateImport.js';
import { memberOf } from './evaluateMember.js';
import { evaluateParameter, withDefault } from './evaluateParameter.js';
import { valueOfType } from './evaluateType.js';
import type { Evaluation } from './evaluation.js';
import { fillsWith } from './filledValues.js';
import type { Frame } from './frame.js';
import { isMoment, isRounded, keptValue } from './newValues.js';
import { withObjectSteps } from './objectSteps.js';
import { frameInside } from './promised.js';
import { placeBehind } from './takenForks.js';
import {
  constant,
  derived,
  either,
  type TakenFork,
  UNDEFINED,
  UNKNOWN,
  type Value,
  withoutNothing,
} from './values.js';

export function evaluateName(evaluation: Evaluation, frame: Frame, name: string, binding: number): Value {
  if (binding === -1) return name === 'Infinity' ? constant(Infinity) : { kind: 'global', path: [name] };
  const owner = ownerOf(evaluation, frame, binding);
  const value = boundValue(evaluation, owner, binding);
  return isKept(frame, owner) ? keptValue(value) : value;
}

function boundValue(evaluation: Evaluation, owner: Frame, binding: number): Value {
  const known = owner.bindings.get(binding);
  if (known) return known;
  // A name that leads back to itself is not known.
  owner.bindings.set(binding, UNKNOWN);
  const value = evaluateBinding(evaluation, owner, binding);
  owner.bindings.set(binding, value);
  return value;
}

/** A variable around a function is made once, and the function may be called often. */
function isKept(frame: Frame, owner: Frame): boolean {
  if (owner.function.index === 0) return true;
  for (let inner: Frame | undefined = frame; inner && inner !== owner; inner = inner.outer) {
    if (!inner.fact.inline) return true;
  }
  return false;
}

/** The frame of the function whose scope holds the binding. */
function ownerOf(evaluation: Evaluation, frame: Frame, binding: number): Frame {
  const index = frame.facts.bindings[binding]?.function;
  let owner: Frame = frame;
  while (owner.function.index !== index && owner.outer) owner = owner.outer;
  if (owner.function.index === index || index === undefined) return owner;
  // A callback gave the variable its value: what it calls its own is found in its frame.
  return frameInside(evaluation, frame, index) ?? owner;
}

/** What a variable may be given anew in terms of what it was. */
const GOES_ON: ReadonlySet<Value['kind']> = new Set(['rows', 'database', 'cache']);

function evaluateBinding(evaluation: Evaluation, frame: Frame, index: number): Value {
  const binding = frame.facts.bindings[index];
  if (!binding) return UNKNOWN;
  if (binding.import) return importedValue(evaluation, frame.file, binding.import);
  if (binding.kind === 'parameter') {
    const given = evaluateParameter(evaluation, frame, index);
    const settled = withAppended(evaluation, frame, index, withReassigned(evaluation, frame, index, given));
    return evaluation.changedColumns.withChanges(frame.facts, index, settled);
  }
  if (binding.kind === 'class' && binding.classIndex !== undefined) {
    return { kind: 'class', file: frame.file, index: binding.classIndex, frame };
  }
  if (binding.functionIndex !== undefined) {
    return { kind: 'function', function: { file: frame.file, index: binding.functionIndex }, frame };
  }
  if (binding.kind === 'enum') return evaluateEnum(evaluation, frame, index);
  const values: Value[] = [];
  if (binding.initializer) {
    const whole = evaluation.evaluate(frame, binding.initializer);
    const part = (binding.path ?? []).reduce(
      (value, step) => memberOf(evaluation, frame, value, step),
      whole,
    );
    const first = withDefault(evaluation, frame, asItWas(part), binding.defaultValue);
    values.push(first);
    // `rows = rows.filter(…)`, `client = client.$extends(…)`
    if (GOES_ON.has(first.kind) && binding.assigned.length > 0) frame.bindings.set(index, first);
  }
  for (const assigned of binding.assigned) {
    const step = assignedStep(evaluation, frame, index, assigned, values.at(-1));
    if (step) values[values.length - 1] = step;
    else values.push(evaluation.evaluate(frame, assigned));
  }
  const isNumber = values.every((value) => value.kind === 'constant' && typeof value.value === 'number');
  if (binding.counted && values.length > 0 && isNumber) return { kind: 'derived', from: [] };
  // `let change;`: until it is given something, it is nothing.
  const meaningful = withoutNothing(binding.initializer ? values : [UNDEFINED, ...values]);
  const isFound = meaningful.some((value) => value.kind !== 'unknown');
  const typed =
    binding.type && (!isFound || meaningful.every(isMissing))
      ? valueOfType(evaluation, frame, binding.type)
      : undefined;
  if (meaningful.length > 0 && isFound && !typed)
    return withAdded(evaluation, frame, index, either(meaningful));
  return typed ?? (values.length > 0 ? either(values) : UNKNOWN);
}

/** `const old = post.slug`: a column that is kept by itself, whatever the row is given later. */
function asItWas(value: Value): Value {
  if (value.kind !== 'rows' || value.rows.path.length === 0 || !value.rows.changed) return value;
  const { changed: _changed, ...rows } = value.rows;
  return { ...value, rows };
}

/** `ttl = ttl || 60`: what a parameter is in the end. What is not understood leaves it as it was. */
function withReassigned(evaluation: Evaluation, frame: Frame, index: number, given: Value): Value {
  let value = given;
  for (const next of frame.facts.bindings[index]?.reassigned ?? []) {
    frame.bindings.set(index, value);
    const changed = evaluation.evaluate(frame, next);
    if (changed.kind !== 'unknown') value = changed;
  }
  return value;
}

/** A member that the class of an object says nothing of. */
function isMissing(value: Value): boolean {
  return value.kind === 'method' && value.object.kind === 'instance';
}

function withAdded(evaluation: Evaluation, frame: Frame, binding: number, value: Value): Value {
  if (isMoment(value) && isRounded(frame.facts, binding)) return derived([value]);
  if (value.kind === 'instance') return withObjectSteps(evaluation, frame, binding, value);
  if (value.kind !== 'record') {
    const filled = withFilled(evaluation, frame, binding, value);
    if (filled.kind === 'database') return withSteps(evaluation, frame, binding, filled);
    const whole = withAppended(evaluation, frame, binding, filled);
    return evaluation.changedColumns.withChanges(frame.facts, binding, whole);
  }
  // Only an object that is made here is filled here alone.
  if (frame.facts.bindings[binding]?.initializer?.kind !== 'object') return value;
  return withAssigned(evaluation, frame.facts, binding, value, (owner) =>
    frameInside(evaluation, frame, owner),
  );
}

/** A list, a set or a part of a builder with what is put into it later. */
function withFilled(evaluation: Evaluation, frame: Frame, binding: number, value: Value): Value {
  // What functions put into a list of the module is not there when the next one reads it, or too much of it.
  if (frame.function.index === 0) return value;
  const methods = fillsWith(value);
  const isPart = value.kind === 'method' && value.object.kind === 'constructed';
  if (!methods && !isPart) return value;
  const behind: (readonly TakenFork[])[] = [];
  const given = evaluation.fillingsOf(frame.facts, binding).flatMap((index) => {
    const call = frame.facts.calls[index];
    const isMeant = call && (call.callee.kind !== 'member' ? isPart : methods?.has(call.callee.name));
    const owner = isMeant ? frameInside(evaluation, frame, call.function) : undefined;
    const within = owner === frame ? frame.facts.bindings[binding]?.within : 0;
    // `if (ttl) list.push('EX', ttl)`
    const place = owner && placeBehind(evaluation, owner, call?.branches ?? [], within);
    const items = place ? evaluation.argumentsOf(owner, index) : [];
    behind.push(...items.map(() => place?.behind ?? []));
    return items;
  });
  if (given.length === 0) return value;
  if (value.kind === 'array') return withItems(value, given, behind);
  return value.kind === 'derived'
    ? derived([...value.from, ...given], value.name)
    : derived([value, ...given]);
}

/** What is put into a list behind forks is there only where they go that way. */
function withItems(
  list: Extract<Value, { kind: 'array' }>,
  given: readonly Value[],
  behind: readonly (readonly TakenFork[])[],
): Value {
  const items = [...list.items, ...given];
  if (!behind.some((forks) => forks.length > 0)) return { kind: 'array', items, some: true };
  return { kind: 'array', items, some: true, behind: [...list.items.map(() => []), ...behind] };
}

function evaluateEnum(evaluation: Evaluation, frame: Frame, binding: number): Value {
  const members = frame.facts.enums.find((candidate) => candidate.binding === binding)?.members ?? [];
  const fields = new Map<string, Value>();
  // `Hour = Ttl.Minute * 60`: while it is read, it is what was read of it so far.
  frame.bindings.set(binding, { kind: 'record', fields, open: true });
  for (const { name, value } of members) fields.set(name, evaluation.evaluate(frame, value));
  return { kind: 'record', fields, open: false };
}
