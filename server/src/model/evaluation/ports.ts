/**
 * What stands behind a class that is asked for by its name? In: the class. Out: an object of it; of a class that only says
 * which methods there are, an object of the one class that has them; of one that leaves some of them to others, of the class
 * that a container is told to make.
 */
import type { ClassFact } from '../../facts/fileFacts.js';
import type { Evaluation } from './evaluation.js';
import type { Value } from './values.js';

type Instance = Extract<Value, { kind: 'instance' }>;

/** The object that code has in hand which names a class as a type, or asks a container for it. */
export function instanceOfClass(
  evaluation: Evaluation,
  { file, index, frame }: Pick<Instance, 'file' | 'index' | 'frame'>,
): Value {
  const fact = evaluation.factsOf(file)?.classes[index];
  const instance: Value = { kind: 'instance', file, index, frame };
  if (!fact || !leavesMethods(fact)) return instance;
  const implementations = evaluation.implementations.of(file, fact.name);
  const [only, ...others] = implementations;
  if (only && others.length === 0 && isPort(fact)) return only;
  const made = only && evaluation.providers.ofClass(fact.name);
  return implementations.find((one) => made && isSameClass(one, made)) ?? instance;
}

/** Nothing in the class does anything: `abstract class UserStore { abstract find(id: string): Promise<User> }`. */
function isPort({ methods, fields, constructorFunction }: ClassFact): boolean {
  const isEmpty = fields.length === 0 && constructorFunction === undefined;
  return isEmpty && methods.every(({ abstract }) => abstract);
}

/** There is no object of the class that is not one of a class that extends it. */
function leavesMethods(fact: ClassFact): boolean {
  return isPort(fact) || fact.methods.some(({ abstract }) => abstract);
}

function isSameClass(a: Value, b: Value): boolean {
  return a.kind === 'instance' && b.kind === 'instance' && a.file === b.file && a.index === b.index;
}
