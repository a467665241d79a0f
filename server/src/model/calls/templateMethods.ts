/**
 * Methods of a base class that leave a step to the classes that extend it: `execute` of a base class that calls `this.perform()`. In:
 * a method. Out: the methods of base classes that call it by its name, and the object they do it for.
 */
import type { CallIndex, FileFacts, FunctionIndex } from '../../facts/fileFacts.js';
import { isInside } from '../../facts/functionNesting.js';
import { baseOf, type Instance, MAXIMUM_HEIGHT } from '../evaluation/baseClasses.js';
import type { Evaluation } from '../evaluation/evaluation.js';
import type { FunctionReference } from '../evaluation/values.js';

export interface Template {
  readonly function: FunctionReference;
  readonly self: Instance;
}

export function templatesOf(evaluation: Evaluation, { file, index }: FunctionReference): readonly Template[] {
  const facts = evaluation.factsOf(file);
  const owner = facts?.functions[index]?.class;
  const name = facts?.classes[owner ?? -1]?.methods.find((method) => method.function === index)?.name;
  const frame = evaluation.moduleFrame(file);
  if (owner === undefined || name === undefined || !frame) return [];
  const self: Instance = { kind: 'instance', file, index: owner, frame };
  return templatesIn(evaluation, self, self, name, 0);
}

function templatesIn(
  evaluation: Evaluation,
  self: Instance,
  at: Instance,
  name: string,
  height: number,
): readonly Template[] {
  const fact = evaluation.factsOf(at.file)?.classes[at.index];
  const base = fact?.extends && height < MAXIMUM_HEIGHT ? baseOf(evaluation, at, fact, self) : undefined;
  const facts = base?.kind === 'instance' ? evaluation.factsOf(base.file) : undefined;
  if (base?.kind !== 'instance' || !facts) return [];
  const own = (facts.classes[base.index]?.methods ?? [])
    .filter((method) => method.name !== name && callsOwn(facts, method.function, name))
    .map((method) => ({ function: { file: base.file, index: method.function }, self }));
  return [...own, ...templatesIn(evaluation, self, base, name, height + 1)];
}

function callsOwn(facts: FileFacts, method: FunctionIndex, name: string): boolean {
  const isOwn = (index: CallIndex): boolean => {
    const callee = facts.calls[index]?.callee;
    return callee?.kind === 'member' && callee.object.kind === 'this' && callee.name === name;
  };
  return facts.functions.some(
    ({ calls }, index) => isInside(facts, index, method) && calls.some((call) => isOwn(call)),
  );
}
