/**
 * What `this` is in a function that stands in an object: `const users = { find() { return this.key() } }`. In: the frame
 * of a function that belongs to no class. Out: the object, where the function is a property of one that is named, or what
 * it is put on: `repository.extend({ rename() { … } })`.
 */
import type { Expression, FileFacts, FunctionIndex } from '../../facts/fileFacts.js';
import type { Evaluation } from './evaluation.js';
import type { Frame } from './frame.js';
import { functionsInside, partOf, servicesIn } from './serviceObjects.js';
import type { Value } from './values.js';

interface Owner {
  readonly object: Expression;
  /** The function in which the object is made. */
  readonly within: FunctionIndex;
}

export class OwnObjects {
  private readonly known = new Map<FileFacts, ReadonlyMap<FunctionIndex, Owner>>();

  of(evaluation: Evaluation, frame: Frame): Value | undefined {
    for (let current: Frame | undefined = frame; current; current = current.outer) {
      const owner = this.in(current.facts).get(current.function.index);
      const maker = owner && evaluation.symbolicFrame({ file: current.file, index: owner.within });
      const value = owner && maker && evaluation.evaluate(maker, owner.object);
      // Other libraries have an `extend` of their own, whose functions are called on something else.
      if (value && (owner.object.kind === 'object' || value.kind === 'database')) return value;
    }
    return undefined;
  }

  private in(facts: FileFacts): ReadonlyMap<FunctionIndex, Owner> {
    let found = this.known.get(facts);
    if (!found) {
      found = ownersIn(facts);
      this.known.set(facts, found);
    }
    return found;
  }
}

function ownersIn(facts: FileFacts): ReadonlyMap<FunctionIndex, Owner> {
  const found = new Map<FunctionIndex, Owner>();
  const add = (object: Expression | undefined, within: FunctionIndex, self = object): void => {
    for (const { value } of object?.kind === 'object' ? object.properties : []) {
      if (self && value.kind === 'function') found.set(value.function, { object: self, within });
    }
  };
  for (const binding of facts.bindings) if (!binding.path) add(binding.initializer, binding.function);
  for (const { value } of facts.exports) add(value, 0);
  // What a service calls on itself, in its actions as well, stands among its methods.
  for (const service of servicesIn(facts)) {
    const methods = partOf(service, 'methods');
    if (!methods) continue;
    for (const index of functionsInside(service)) found.set(index, { object: methods, within: 0 });
  }
  facts.calls.forEach(({ callee, arguments: [given], function: within }, call) => {
    if (callee.kind === 'member' && callee.name === 'extend') add(given, within, { kind: 'call', call });
  });
  return found;
}
