/**
 * Whether something keeps the callers of a function from doing its work at the same time: a lock, a map of promises
 * under way, a library or wrapper that shares one run, early refreshing. In: a function. Out: yes as soon as
 * anything looks like it; names count, since a wrong yes only costs a finding.
 */

import { wordsOf } from '../../../../shared/src/words.js';
import { callOf } from '../../facts/expressionNames.js';
import type { CallIndex, Expression, FileFacts, FunctionFact } from '../../facts/fileFacts.js';
import { some } from '../calls/callFlow.js';
import type { CallGraph } from '../calls/callGraph.js';
import type { Effects } from '../calls/effects.js';
import { setsOnlyIfAbsent } from '../commands/commands.js';
import type { Evaluation } from '../evaluation/evaluation.js';
import type { FunctionReference } from '../evaluation/values.js';
import { callsWithin } from './remoteCalls.js';

/** Words, and pairs of words, that say so. */
const SHARING =
  /^(locks?|locked|locking|unlock|mutex(es)?|semaphores?|singleflight|dedup\w*|coalesc\w*|inflight|pending|underway|memoi[sz]e\w*|once|debounce|throttle|stale|swr|revalidat\w*|early|xfetch|exclusive(ly)?|promises)$/i;

/** Callers are looked at this far up. */
const MAXIMUM_DEPTH = 2;

export class SingleFlight {
  constructor(
    private readonly evaluation: Evaluation,
    private readonly effects: Effects,
    private readonly graph: CallGraph,
  ) {}

  isShared(reference: FunctionReference, depth = 0): boolean {
    const facts = this.evaluation.factsOf(reference.file);
    const fact = facts?.functions[reference.index];
    if (!facts || !fact) return false;
    if (this.takesLock(reference) || isHandedToSharing(facts, fact) || namesSharing(facts, reference.index)) {
      return true;
    }
    if (keepsLocally(facts, reference.index)) return true;
    const callers = depth < MAXIMUM_DEPTH ? this.graph.callersOf(reference) : [];
    return (
      callers.length > 0 &&
      callers.every(({ frame, call }) => {
        const owner = frame.fact;
        return (
          isHandedToSharing(frame.facts, owner) ||
          namesSharing(frame.facts, frame.function.index) ||
          keepsLocally(frame.facts, frame.function.index) ||
          (call >= 0 && depth + 1 < MAXIMUM_DEPTH && this.isShared(frame.function, depth + 1))
        );
      })
    );
  }

  private takesLock(reference: FunctionReference): boolean {
    return this.effects
      .of(reference)
      .some(
        (effect) => effect.kind === 'cache' && (setsOnlyIfAbsent(effect) || effect.client.state === true),
      );
  }
}

function saysSharing(text: string): boolean {
  const words = wordsOf(text);
  return words.some((word, index) => SHARING.test(word) || SHARING.test(`${words[index - 1] ?? ''}${word}`));
}

/** `memoize(load)`, `lock.using(() => …)`, `@SingleFlight()`, or a function that is called so itself. */
function isHandedToSharing(facts: FileFacts, fact: FunctionFact): boolean {
  if (fact.decorators.some((decorator) => saysSharing(decorator.name)) || saysSharing(fact.name)) return true;
  const receiver = fact.argumentOf && facts.calls[fact.argumentOf.call];
  if (receiver && saysSharing(namesOf(receiver.callee))) return true;
  const outer = fact.inline ? facts.functions[fact.parent] : undefined;
  return outer !== undefined && isHandedToSharing(facts, outer);
}

function namesSharing(facts: FileFacts, index: number): boolean {
  return callsWithin(facts, index).some((call) => {
    const callee = facts.calls[call]?.callee;
    return saysSharing(namesOf(callee)) || saysSharing(namesOf(makerOf(facts, callee)));
  });
}

/** `const load = pMemoize(loadAll);`: what makes the function that is called. */
function makerOf(facts: FileFacts, callee: Expression | undefined): Expression | undefined {
  const initializer = callee?.kind === 'name' ? facts.bindings[callee.binding]?.initializer : undefined;
  return callOf(facts, initializer)?.callee;
}

/** `this.inFlight.get` */
function namesOf(callee: Expression | undefined): string {
  if (callee?.kind === 'name') return callee.name;
  if (callee?.kind === 'member') return `${namesOf(callee.object)}.${callee.name}`;
  return callee?.kind === 'element' ? namesOf(callee.object) : '';
}

/** What the process has at hand is asked first: a `Map`, an object by key, a variable or field that is filled. */
function keepsLocally(facts: FileFacts, index: number): boolean {
  return callsWithin(facts, index).some((call) => asksMap(facts, call)) || givesKept(facts, index);
}

function asksMap(facts: FileFacts, call: CallIndex): boolean {
  const callee = facts.calls[call]?.callee;
  if (callee?.kind !== 'member' || (callee.name !== 'get' && callee.name !== 'has')) return false;
  const { object } = callee;
  if (object.kind === 'name') return isMap(facts, facts.bindings[object.binding]?.initializer);
  if (object.kind !== 'member' || object.object.kind !== 'this') return false;
  return facts.classes.some(({ fields }) =>
    fields.some((field) => field.name === object.name && isMap(facts, field.initializer)),
  );
}

function isMap(facts: FileFacts, value: Expression | undefined): boolean {
  const call = callOf(facts, value);
  return call?.construction === true && call.callee.kind === 'name' && /^(Weak)?Map$/.test(call.callee.name);
}

/** A test or result that reads a variable of the module, or a field of the instance, that code fills. */
function givesKept(facts: FileFacts, index: number): boolean {
  const returns = facts.functions[index]?.returns ?? [];
  const roots = returns.flatMap(({ value, branches }) => [
    ...(value ? [value] : []),
    ...branches.flatMap((step) => step.condition ?? []),
  ]);
  return roots.some((root) => some(facts, root, (part) => isKept(facts, part)));
}

function isKept(facts: FileFacts, part: Expression): boolean {
  if (part.kind === 'element') return part.object.kind === 'member' || isOfModule(facts, part.object);
  if (part.kind === 'name') return isOfModule(facts, part) && isFilled(facts, part.binding);
  return (
    part.kind === 'member' &&
    part.object.kind === 'this' &&
    facts.assignments.some(
      ({ target, function: owner }) =>
        target.kind === 'member' &&
        target.name === part.name &&
        !facts.functions[owner]?.name.endsWith('constructor'),
    )
  );
}

function isOfModule(facts: FileFacts, part: Expression): boolean {
  const binding = part.kind === 'name' ? facts.bindings[part.binding] : undefined;
  return binding?.kind === 'variable' && binding.function === 0;
}

function isFilled(facts: FileFacts, index: number): boolean {
  const assigned = facts.bindings[index]?.assigned ?? [];
  return assigned.some((value) => value.kind !== 'call' || facts.calls[value.call]?.construction !== true);
}
