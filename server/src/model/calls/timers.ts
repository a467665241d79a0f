/**
 * Which functions run by themselves, at their times, and for nobody who waits: the callback of `setInterval`, a method
 * under `@Cron`, and what only such functions call. In: a function. Out: whether.
 */
import { lastName } from '../../facts/expressionNames.js';
import type { CallFact, FileFacts, FunctionFact } from '../../facts/fileFacts.js';
import type { Evaluation } from '../evaluation/evaluation.js';
import { type FunctionReference, functionsIn, isSameFunction } from '../evaluation/values.js';
import type { CallGraph } from './callGraph.js';

const TIMERS = /^(setInterval|scheduleJob|cron|CronJob|scheduleCron|repeatEvery)$/;
const TIMER_DECORATORS = /^(Cron|Interval|Timeout|Schedule|Scheduled|Process)$/;
/** Callers are looked at this far up. */
const MAXIMUM_DEPTH = 2;

export function runsByItself(
  evaluation: Evaluation,
  graph: CallGraph,
  reference: FunctionReference,
  depth = 0,
): boolean {
  const facts = evaluation.factsOf(reference.file);
  const fact = facts?.functions[reference.index];
  if (!facts || !fact) return false;
  if (isTimed(facts, fact)) return true;
  // The function that sets the timer also makes the first run.
  const others = graph
    .callersOf(reference)
    .filter(({ function: caller }) => caller.file !== reference.file || caller.index !== fact.parent);
  if (others.length === 0) return isHandedToTimer(evaluation, reference);
  return (
    depth < MAXIMUM_DEPTH &&
    others.every(({ function: caller }) => runsByItself(evaluation, graph, caller, depth + 1))
  );
}

function isTimed(facts: FileFacts, { decorators, argumentOf }: FunctionFact): boolean {
  const receiver = argumentOf && facts.calls[argumentOf.call];
  return (
    decorators.some(({ name }) => TIMER_DECORATORS.test(name)) ||
    (receiver !== undefined && isTimer(receiver))
  );
}

/** `setInterval(…)`, `cron.schedule(…)`, `new CronJob(…)` */
function isTimer({ callee }: CallFact): boolean {
  const name = lastName(callee);
  const isOfCron =
    name === 'schedule' && callee.kind === 'member' && /cron|schedul/i.test(lastName(callee.object));
  return isOfCron || TIMERS.test(name);
}

/** By its name, in the file that declares it. */
function isHandedToTimer(evaluation: Evaluation, reference: FunctionReference): boolean {
  const facts = evaluation.factsOf(reference.file);
  return (facts?.calls ?? []).some((call) => {
    const frame = isTimer(call) && evaluation.symbolicFrame({ file: reference.file, index: call.function });
    return (
      frame &&
      call.arguments
        .flatMap((argument) => functionsIn(evaluation.evaluate(frame, argument)))
        .some((handed) => isSameFunction(handed.function, reference))
    );
  });
}
