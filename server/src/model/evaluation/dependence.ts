/**
 * What an expression depends on beside the file it stands in: nothing, what `this` is, or the call under way. In: facts
 * of one file. Out: an answer for an expression. Where it is not the call, every call finds the same value, so that it
 * is found once.
 */

import type {
  BindingFact,
  BindingIndex,
  CallIndex,
  Expression,
  FileFacts,
  TypeReference,
} from '../../facts/fileFacts.js';
import { partsOfExpression } from '../calls/callFlow.js';
import { OncePerFile } from '../oncePerFile.js';
import { findAppends } from './appendedTexts.js';
import { changedObject } from './assignedMembers.js';
import { findSteps } from './builderSteps.js';
import { findFillings } from './filledValues.js';

export const DEPENDS_ON_NOTHING = 0;
export const DEPENDS_ON_SELF = 1;
export const DEPENDS_ON_CALL = 2;

export type Dependence = typeof DEPENDS_ON_NOTHING | typeof DEPENDS_ON_SELF | typeof DEPENDS_ON_CALL;

export class Dependences {
  private readonly files = new OncePerFile((facts) => new FileDependences(facts));

  of(facts: FileFacts, expression: Expression): Dependence {
    return this.files.of(facts).of(expression);
  }
}

class FileDependences {
  private readonly expressions = new Map<Expression, Dependence>();
  private readonly bindings: (Dependence | undefined)[] = [];
  private readonly calls: (Dependence | undefined)[] = [];
  /** Variables whose lists or objects are filled after they are made. */
  private readonly filled: ReadonlySet<BindingIndex>;

  constructor(private readonly facts: FileFacts) {
    this.filled = new Set([
      ...findFillings(facts).keys(),
      ...findSteps(facts).keys(),
      ...findAppends(facts).keys(),
      ...facts.assignments.flatMap(({ target }) => changedObject(target) ?? []),
    ]);
  }

  of(expression: Expression): Dependence {
    const known = this.expressions.get(expression);
    if (known !== undefined) return known;
    const found = this.find(expression);
    this.expressions.set(expression, found);
    return found;
  }

  private find(expression: Expression): Dependence {
    switch (expression.kind) {
      case 'this':
      case 'super':
        return DEPENDS_ON_SELF;
      case 'function':
      case 'class':
        return DEPENDS_ON_CALL;
      case 'name':
        return this.ofBinding(expression.binding);
      case 'call':
        return this.ofCall(expression.call);
      default:
        return this.most(partsOfExpression(this.facts, expression));
    }
  }

  private most(parts: readonly Expression[]): Dependence {
    let most: Dependence = DEPENDS_ON_NOTHING;
    for (const part of parts) {
      const dependence = this.of(part);
      if (dependence === DEPENDS_ON_CALL) return dependence;
      if (dependence > most) most = dependence;
    }
    return most;
  }

  private ofCall(index: CallIndex): Dependence {
    const known = this.calls[index];
    if (known !== undefined) return known;
    const call = this.facts.calls[index];
    this.calls[index] = DEPENDS_ON_CALL;
    const found = call ? this.most([call.callee, ...call.arguments]) : DEPENDS_ON_NOTHING;
    this.calls[index] = found;
    return found;
  }

  private ofBinding(index: BindingIndex): Dependence {
    const binding = this.facts.bindings[index];
    // What a module declares is the same for all its functions.
    if (!binding || binding.import || binding.function === 0) return DEPENDS_ON_NOTHING;
    const known = this.bindings[index];
    if (known !== undefined) return known;
    // What depends on itself is looked at in every call.
    this.bindings[index] = DEPENDS_ON_CALL;
    const found = this.filled.has(index) ? DEPENDS_ON_CALL : this.ofLocal(binding);
    this.bindings[index] = found;
    return found;
  }

  private ofLocal(binding: BindingFact): Dependence {
    const { kind, initializer, defaultValue, assigned, type } = binding;
    if (kind !== 'variable' && kind !== 'catch') return DEPENDS_ON_CALL;
    const parts = [
      ...(initializer ? [initializer] : []),
      ...(defaultValue ? [defaultValue] : []),
      ...assigned,
      ...(type ? valuesIn(type) : []),
    ];
    return this.most(parts);
  }
}

/** The values whose types a type asks for: `ReturnType<typeof create>`. */
function valuesIn(type: TypeReference): readonly Expression[] {
  switch (type.kind) {
    case 'typeof':
      return [type.value];
    case 'named':
      return type.arguments.flatMap(valuesIn);
    case 'array':
      return valuesIn(type.element);
    case 'union':
      return type.members.flatMap(valuesIn);
    case 'literal':
      return type.members.flatMap((member) => valuesIn(member.type));
    default:
      return [];
  }
}
