/**
 * What `this` is in a function that stands in an object: `const users = { find() { return this.key() } }`. In: the frame
 * of a function that belongs to no class. Out: the object, where the function is a property of one that is named.
 */
import type { Expression, FileFacts, FunctionIndex } from '../../facts/fileFacts.js';
import type { Evaluation } from './evaluation.js';
import type { Frame } from './frame.js';
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
      if (owner && maker) return evaluation.evaluate(maker, owner.object);
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
  const add = (object: Expression | undefined, within: FunctionIndex): void => {
    for (const { value } of object?.kind === 'object' ? object.properties : []) {
      if (object && value.kind === 'function') found.set(value.function, { object, within });
    }
  };
  for (const binding of facts.bindings) if (!binding.path) add(binding.initializer, binding.function);
  for (const { value } of facts.exports) add(value, 0);
  return found;
}
