/**
 * What a decorator of the project puts around a method: `descriptor.value = async (...args) => { … }`. In: the frame of a
 * decorated method. Out: the function that runs in its place, in the frame in which the method is the original and the
 * arguments are those of the method; nothing for decorators of packages and for those that only note something down.
 */
import type { DecoratorFact } from '../../facts/fileFacts.js';
import type { Evaluation } from '../evaluation/evaluation.js';
import { type Frame, NO_CALLS, parameterOf } from '../evaluation/frame.js';
import { type FunctionReference, functionsIn, isNothing, UNKNOWN, type Value } from '../evaluation/values.js';
import type { Site } from './sites.js';

type FunctionValue = Extract<Value, { kind: 'function' }>;

export function wrappersOf(evaluation: Evaluation, frame: Frame): readonly Frame[] {
  const { fact } = frame;
  if (fact.class === undefined || fact.decorators.length === 0) return [];
  const declared = evaluation.moduleFrame(frame.file);
  const original = declared && methodValue(evaluation, frame);
  if (!declared || !original) return [];
  const given = frame.arguments ?? fact.parameters.map((_, index) => parameterOf(frame, index));
  return fact.decorators.flatMap((decorator) => {
    const wrapper = wrapperMadeBy(evaluation, declared, decorator, original);
    if (!wrapper) return [];
    // It takes the place of the method, and is no deeper.
    const calls = { ...frame.calls, depth: frame.calls.depth - 1 };
    const inner = evaluation.callFrame(wrapper.function, wrapper.frame, given, frame.self, calls);
    return inner ? [inner] : [];
  });
}

/** The decorator of a method that a call of a library stands in. */
export function decoratorAround(
  evaluation: Evaluation,
  { file, index }: FunctionReference,
  site: Site,
): DecoratorFact | undefined {
  const declared = evaluation.moduleFrame(file);
  const [start] = evaluation.factsOf(site.file)?.calls[site.call]?.range ?? [];
  if (!declared || start === undefined) return undefined;
  return declared.facts.functions[index]?.decorators.find(({ name, binding }) =>
    functionsIn(evaluation.evaluate(declared, { kind: 'name', name, binding })).some(
      ({ function: maker }) => {
        const range = evaluation.factsOf(maker.file)?.functions[maker.index]?.range;
        return maker.file === site.file && range !== undefined && range[0] <= start && start < range[1];
      },
    ),
  );
}

/** The method as its own class has it. */
function methodValue(evaluation: Evaluation, frame: Frame): FunctionValue | undefined {
  const symbolic = evaluation.symbolicFrame(frame.function);
  const outer = symbolic?.outer;
  const { self } = frame;
  return outer && { kind: 'function', function: frame.function, frame: outer, ...(self && { self }) };
}

/** What the decorator assigns to `descriptor.value`, or gives as `value` of another descriptor. */
function wrapperMadeBy(
  evaluation: Evaluation,
  declared: Frame,
  { name, binding, arguments: given }: DecoratorFact,
  original: FunctionValue,
): FunctionValue | undefined {
  const [decorator] = functionsIn(evaluation.evaluate(declared, { kind: 'name', name, binding }));
  if (!decorator) return undefined;
  const args = given.map((argument) => evaluation.evaluate(declared, argument));
  const [made] = functionsIn(evaluation.returns.of(decorator, args, NO_CALLS));
  const applied = made ?? (given.length === 0 ? decorator : undefined);
  if (!applied) return undefined;
  const descriptor: Value = { kind: 'record', fields: new Map([['value', original]]), open: true };
  const call = evaluation.callFrame(
    applied.function,
    applied.frame,
    [UNKNOWN, UNKNOWN, descriptor],
    UNKNOWN,
    NO_CALLS,
  );
  return call && (assignedValue(evaluation, call) ?? returnedValue(evaluation, call));
}

function assignedValue(evaluation: Evaluation, frame: Frame): FunctionValue | undefined {
  const [descriptor] = frame.fact.parameters[2]?.bindings ?? [];
  const assigned = frame.facts.assignments.find(
    ({ target, function: owner }) =>
      owner === frame.function.index &&
      target.kind === 'member' &&
      target.name === 'value' &&
      target.object.kind === 'name' &&
      target.object.binding === descriptor,
  );
  return assigned && functionsIn(evaluation.evaluate(frame, assigned.value))[0];
}

function returnedValue(evaluation: Evaluation, frame: Frame): FunctionValue | undefined {
  const value = evaluation.returns.inFrame(frame);
  const made = value.kind === 'record' ? value.fields.get('value') : undefined;
  return made && !isNothing(made) ? functionsIn(made)[0] : undefined;
}
