/**
 * What stands in a field after the methods that were called on the object? In: the object with its steps, and the name of the field.
 * Out: the text, list or value that they made of what was there before; undefined where none of them is about it.
 */
import type { AppendFact, AssignmentFact } from '../../facts/fileFacts.js';
import { assembledText, type Piece } from './assembledTexts.js';
import { baseOf, type Instance, MAXIMUM_HEIGHT } from './baseClasses.js';
import { nameOf } from './evaluateExpression.js';
import { memberOf } from './evaluateMember.js';
import type { Evaluation } from './evaluation.js';
import { changedField, type FieldChanges, type NamedCall, ownField } from './fieldChanges.js';
import { type Frame, ONE_CALL } from './frame.js';
import { declaredMember, instanceMember } from './instanceMembers.js';
import { NAMELESS, nameOfValue } from './pureCalls.js';
import { type Place, placeBehind } from './takenForks.js';
import { derived, type FunctionReference, type TakenFork, UNKNOWN, type Value } from './values.js';

type FunctionValue = Extract<Value, { kind: 'function' }>;

/** Methods that call methods of their own. */
const MAXIMUM_DEPTH = 3;
const ALWAYS: Place = { behind: [] };

export function filledField(evaluation: Evaluation, object: Instance, name: string): Value | undefined {
  const { underWay, known } = evaluation.filledFields;
  const now = underWay.get(object);
  if (now?.name === name) return now.value();
  const { step } = object;
  const fills = step
    ? mayFill(evaluation, step.method, name)
    : isFilledByConstructor(evaluation, object, name);
  if (!step && !fills) return undefined;
  const holder = step ?? object;
  const values = known.get(holder) ?? new Map<string, Value | undefined>();
  known.set(holder, values);
  if (values.has(name)) return values.get(name);
  // What is filled with the help of what is filled with it is not known.
  values.set(name, undefined);
  const value =
    step && !fills ? filledField(evaluation, step.before, name) : filledBy(evaluation, object, name);
  values.set(name, value);
  return value;
}

function filledBy(evaluation: Evaluation, object: Instance, name: string): Value | undefined {
  const { step } = object;
  const before = step
    ? instanceMember(evaluation, step.before, name)
    : declaredMember(evaluation, object, name);
  const filling = new Filling(evaluation, name, step?.before ?? object, step?.count ?? 0, before ?? UNKNOWN);
  if (step) filling.run(step.method, step.arguments, step);
  else filling.construct(object);
  return filling.value ?? before;
}

/** Whether a method, by its text or that of methods it calls, may put something into the field. */
function mayFill(evaluation: Evaluation, method: FunctionValue, name: string): boolean {
  const facts = evaluation.factsOf(method.function.file);
  const changes = facts && evaluation.fieldChanges.of(facts).get(method.function.index);
  if (!changes) return false;
  return (
    changes.called.length > 0 ||
    changes.assigned.some(({ target }) => changedField(target) === name) ||
    isAddedTo(changes, name)
  );
}

function isAddedTo({ appended, pushed }: FieldChanges, name: string): boolean {
  return pushed.some((one) => one.name === name) || appended.some(({ target }) => ownField(target) === name);
}

/** What a constructor assigns is found with the field; what it puts into it besides is not. */
function isFilledByConstructor(evaluation: Evaluation, object: Instance, name: string): boolean {
  if (object.arguments === undefined) return false;
  return constructorsOf(evaluation, object).some(({ method: { file, index } }) => {
    const facts = evaluation.factsOf(file);
    const changes = facts && evaluation.fieldChanges.of(facts);
    const own = changes?.get(index);
    if (!changes || !own) return false;
    return (
      isAddedTo(own, name) ||
      (own.called.length > 0 && [...changes.values()].some((one) => isAddedTo(one, name)))
    );
  });
}

interface Construction {
  readonly method: FunctionReference;
  readonly arguments: readonly Value[];
}

/** Those of the classes that it is built on come first. */
function constructorsOf(evaluation: Evaluation, object: Instance, height = 0): readonly Construction[] {
  const fact = evaluation.factsOf(object.file)?.classes[object.index];
  if (!fact || height > MAXIMUM_HEIGHT) return [];
  const base = fact.extends && baseOf(evaluation, object, fact);
  const before = base?.kind === 'instance' ? constructorsOf(evaluation, base, height + 1) : [];
  const index = fact.constructorFunction;
  if (index === undefined) return before;
  return [...before, { method: { file: object.file, index }, arguments: object.arguments ?? [] }];
}

/** One field in the course of one step, or while the object is made. */
class Filling {
  private pieces: Piece[] = [];
  private isChanged = false;
  /** The object as it is while that goes on. */
  private readonly self: Instance;

  constructor(
    private readonly evaluation: Evaluation,
    private readonly field: string,
    object: Instance,
    private readonly turn: number,
    private before: Value,
  ) {
    this.self = { ...object };
    evaluation.filledFields.underWay.set(this.self, { name: field, value: () => this.whole() });
  }

  /** Undefined where nothing is put into the field. */
  get value(): Value | undefined {
    return this.isChanged ? this.whole() : undefined;
  }

  construct(object: Instance): void {
    for (const { method, arguments: args } of constructorsOf(this.evaluation, object)) {
      const frame = this.evaluation.callFrame(method, undefined, args, this.self, ONE_CALL);
      const facts = this.evaluation.factsOf(method.file);
      const changes = facts && this.evaluation.fieldChanges.of(facts).get(method.index);
      // What is assigned there the field begins with.
      if (frame && changes) this.follow(frame, { ...changes, assigned: [] }, ALWAYS, 0);
    }
  }

  run(
    { function: method, frame: closure }: FunctionValue,
    args: readonly Value[],
    around: Place,
    depth = 0,
  ): void {
    const facts = this.evaluation.factsOf(method.file);
    const changes = facts && this.evaluation.fieldChanges.of(facts).get(method.index);
    if (!changes || depth > MAXIMUM_DEPTH) return;
    const frame = this.evaluation.callFrame(method, closure, args, this.self, ONE_CALL);
    if (frame) this.follow(frame, changes, around, depth);
  }

  private follow(frame: Frame, changes: FieldChanges, around: Place, depth: number): void {
    for (const assignment of changes.assigned)
      if (changedField(assignment.target) === this.field) this.assign(frame, assignment, around);
    const inOrder = [
      ...changes.appended.map((one) => ({ at: one.order, run: () => this.append(frame, one, around) })),
      ...changes.pushed.map((one) => ({ at: one.call + 0.5, run: () => this.push(frame, one, around) })),
      ...changes.called.map((one) => ({
        at: one.call + 0.5,
        run: () => this.call(frame, one, around, depth),
      })),
    ];
    for (const { run } of inOrder.sort((a, b) => a.at - b.at)) run();
  }

  private assign(frame: Frame, { target, value, branches }: AssignmentFact, around: Place): void {
    const place = this.placeOf(frame, branches ?? [], around);
    if (!place) return;
    const given = this.evaluation.evaluate(frame, value);
    const whole = ownField(target) === this.field ? given : this.withMember(target, given);
    const tests = derived(place.behind.map(({ test }) => test));
    this.before =
      place.behind.length === 0 && !place.repeated
        ? whole
        : {
            kind: 'either',
            values: [whole, this.whole()],
            ...(tests.kind !== 'unknown' && { test: tests }),
          };
    this.pieces = [];
    this.isChanged = true;
  }

  /** `this.options.ttl = seconds` */
  private withMember(target: AssignmentFact['target'], given: Value): Value {
    const { before } = this;
    if (target.kind !== 'member') return UNKNOWN;
    if (before.kind !== 'record') return derived([before, given]);
    return { ...before, fields: new Map([...before.fields, [target.name, given]]) };
  }

  private append(frame: Frame, { target, value, branches }: AppendFact, around: Place): void {
    const place = ownField(target) === this.field ? this.placeOf(frame, branches, around) : undefined;
    if (!place) return;
    const added = this.evaluation.evaluate(frame, value);
    const name = nameOfValue(added);
    this.put(name === NAMELESS ? nameOf(value) : name, added, place);
  }

  private push(frame: Frame, { call, name }: NamedCall, around: Place): void {
    const place =
      name === this.field ? this.placeOf(frame, frame.facts.calls[call]?.branches ?? [], around) : undefined;
    if (!place) return;
    for (const item of this.evaluation.argumentsOf(frame, call)) this.put(nameOfValue(item), item, place);
  }

  private call(frame: Frame, { call, name }: NamedCall, around: Place, depth: number): void {
    const place = this.placeOf(frame, frame.facts.calls[call]?.branches ?? [], around);
    const method = place && memberOf(this.evaluation, frame, this.self, name);
    if (place && method?.kind === 'function')
      this.run(method, this.evaluation.argumentsOf(frame, call), place, depth + 1);
  }

  private put(name: string, value: Value, { behind, repeated }: Place): void {
    this.pieces.push({ name, value, behind, ...(repeated && { repeated }) });
    this.isChanged = true;
  }

  /** Forks of the method are others each time that it is called. */
  private placeOf(frame: Frame, branches: AppendFact['branches'], around: Place): Place | undefined {
    const place = placeBehind(this.evaluation, frame, branches, 0, `${this.turn}:`);
    const repeated = place?.repeated || around.repeated;
    return place && { behind: [...around.behind, ...place.behind], ...(repeated && { repeated }) };
  }

  private whole(): Value {
    const { before, pieces } = this;
    if (pieces.length === 0) return before;
    if (before.kind !== 'array')
      return assembledText([{ name: this.field, value: before, behind: [] }, ...pieces]);
    const behind: readonly (readonly TakenFork[])[] = before.behind ?? before.items.map(() => []);
    return {
      kind: 'array',
      items: [...before.items, ...pieces.map(({ value }) => value)],
      some: true,
      behind: [...behind, ...pieces.map((piece) => piece.behind)],
    };
  }
}
