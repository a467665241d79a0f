/**
 * What does a decorator have a container put into the objects whose methods it decorates? `Inject('REDIS')(target, 'redis')`, and
 * `this.redis` in the function that takes the method's place. In: a frame, and a name on `this`. Out: what the token stands for.
 */

import { callOf } from '../../facts/expressionNames.js';
import type { DecoratorFact, Expression, FileFacts, FunctionIndex } from '../../facts/fileFacts.js';
import { functionsAround } from '../../facts/functionNesting.js';
import { injectedValue } from '../commands/libraryInstances.js';
import { OncePerFile } from '../oncePerFile.js';
import type { Evaluation } from './evaluation.js';
import type { Frame } from './frame.js';
import type { Value } from './values.js';

interface Injection {
  readonly member: string;
  /** The function that has it done. */
  readonly within: FunctionIndex;
  readonly decorator: DecoratorFact;
}

export class InjectedMembers {
  private readonly injections = new OncePerFile(injectionsIn);

  of(evaluation: Evaluation, frame: Frame, name: string): Value | undefined {
    const injections = this.injections.of(frame.facts);
    if (injections.length === 0) return undefined;
    const around = functionsAround(frame.facts, frame.function.index);
    const found = injections.find(({ member, within }) => member === name && around.includes(within));
    const maker = found && evaluation.symbolicFrame({ file: frame.file, index: found.within });
    return maker && injectedValue(evaluation, maker, [found.decorator]);
  }
}

function injectionsIn(facts: FileFacts): readonly Injection[] {
  return facts.calls.flatMap(({ callee, arguments: [target, member], function: within }) => {
    if (member?.kind !== 'text' || target?.kind !== 'name') return [];
    const decorator = decoratorMade(facts, callee);
    return decorator ? [{ member: member.value, within, decorator }] : [];
  });
}

/** `Inject('REDIS')`, also through a variable */
function decoratorMade(facts: FileFacts, callee: Expression): DecoratorFact | undefined {
  const made = callee.kind === 'name' ? facts.bindings[callee.binding]?.initializer : callee;
  const call = callOf(facts, made);
  if (call?.callee.kind !== 'name' || !/^Inject/.test(call.callee.name)) return undefined;
  const { name, binding } = call.callee;
  return { name, binding, arguments: call.arguments, range: call.nameRange };
}
