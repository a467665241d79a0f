/**
 * Whether a function has its work to itself: under a lock, a mutex, a watch on the key or a transaction of the
 * database. In: a function. Out: yes as soon as it or all of its callers look like it; names count, since a wrong yes
 * only costs a finding.
 */
import { wordsOf } from '../../../../shared/src/words.js';
import { lastName } from '../../facts/expressionNames.js';
import type { Expression, FileFacts, FunctionFact } from '../../facts/fileFacts.js';
import { setsOnlyIfAbsent } from '../commands/commands.js';
import type { Evaluation } from '../evaluation/evaluation.js';
import type { FunctionReference } from '../evaluation/values.js';
import { callsWithin } from '../loads/remoteCalls.js';
import type { CallGraph } from './callGraph.js';
import type { Effect } from './effect.js';
import type { Effects } from './effects.js';

const EXCLUDING =
  /^(locks?|locked|locking|lockfor|unlock|redlock|mutex(es)?|semaphores?|critical|exclusive(ly)?|synchroni[sz]ed?|seriali[sz]able|watch|isolated|executeisolated)$/i;

/** Callers are looked at this far up. */
const MAXIMUM_DEPTH = 2;

export class Exclusion {
  constructor(
    private readonly evaluation: Evaluation,
    private readonly effects: Effects,
    private readonly graph: CallGraph,
  ) {}

  isExclusive(reference: FunctionReference, depth = 0): boolean {
    const facts = this.evaluation.factsOf(reference.file);
    const fact = facts?.functions[reference.index];
    if (!facts || !fact) return false;
    if (this.effects.of(reference).some(excludes) || isHandedOver(facts, fact)) return true;
    const calls = callsWithin(facts, reference.index).map((call) => facts.calls[call]);
    if (calls.some((call) => call !== undefined && saysExcluding(fullName(call.callee)))) return true;
    const callers = depth < MAXIMUM_DEPTH ? this.graph.callersOf(reference) : [];
    return (
      callers.length > 0 &&
      callers.every(({ function: caller, frame }) =>
        frame.fact.inline && isHandedOver(frame.facts, frame.fact)
          ? true
          : this.isExclusive(caller, depth + 1),
      )
    );
  }
}

function excludes(effect: Effect): boolean {
  if (effect.kind !== 'cache') return false;
  return setsOnlyIfAbsent(effect) || effect.client.state === true || /^watch$/i.test(effect.command);
}

/** `mutex.runExclusive(() => …)`, `@Lock()`, or a function that is called so itself. */
function isHandedOver(facts: FileFacts, fact: FunctionFact): boolean {
  if (saysExcluding(fact.name) || fact.decorators.some(({ name }) => saysExcluding(name))) return true;
  const receiver = fact.argumentOf && facts.calls[fact.argumentOf.call];
  if (receiver && saysExcluding(fullName(receiver.callee))) return true;
  const outer = fact.inline ? facts.functions[fact.parent] : undefined;
  return outer !== undefined && isHandedOver(facts, outer);
}

function saysExcluding(name: string): boolean {
  return EXCLUDING.test(name) || wordsOf(name).some((word) => EXCLUDING.test(word));
}

/** `this.mutex.runExclusive` */
function fullName(callee: Expression): string {
  return callee.kind === 'member' ? `${fullName(callee.object)}.${callee.name}` : lastName(callee);
}
