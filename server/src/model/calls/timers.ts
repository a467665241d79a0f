/**
 * Which functions run by themselves, at their times, and for nobody who waits: the callback of `setInterval`, a method
 * under `@Cron`, and what only such functions call. In: a function. Out: whether.
 */
import { lastName } from '../../facts/expressionNames.js';
import type { CallFact, FileFacts, FunctionFact } from '../../facts/fileFacts.js';
import type { Evaluation } from '../evaluation/evaluation.js';
import { type FunctionReference, functionKey, functionsIn } from '../evaluation/values.js';
import type { CallGraph } from './callGraph.js';

const TIMERS = /^(setInterval|scheduleJob|cron|CronJob|scheduleCron|repeatEvery)$/;
const TIMER_DECORATORS = /^(Cron|Interval|Timeout|Schedule|Scheduled|Process)$/;
/** Callers are looked at this far up. */
const MAXIMUM_DEPTH = 2;

export class Timers {
  private readonly handed = new Map<string, ReadonlySet<string>>();

  constructor(
    private readonly evaluation: Evaluation,
    private readonly graph: CallGraph,
  ) {}

  runByItself(reference: FunctionReference, depth = 0): boolean {
    const facts = this.evaluation.factsOf(reference.file);
    const fact = facts?.functions[reference.index];
    if (!facts || !fact) return false;
    if (isTimed(facts, fact)) return true;
    // The function that sets the timer also makes the first run.
    const others = this.graph
      .callersOf(reference)
      .filter(({ function: caller }) => caller.file !== reference.file || caller.index !== fact.parent);
    if (others.length === 0) return this.handedIn(reference.file).has(functionKey(reference));
    return (
      depth < MAXIMUM_DEPTH && others.every(({ function: caller }) => this.runByItself(caller, depth + 1))
    );
  }

  /** The functions that a file hands to timers by their names. */
  private handedIn(file: string): ReadonlySet<string> {
    let known = this.handed.get(file);
    if (!known) {
      known = new Set(
        handedToTimers(this.evaluation, file).map(({ function: handed }) => functionKey(handed)),
      );
      this.handed.set(file, known);
    }
    return known;
  }
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

function handedToTimers(evaluation: Evaluation, file: string) {
  const facts = evaluation.factsOf(file);
  return (facts?.calls ?? []).flatMap((call) => {
    const frame = isTimer(call) ? evaluation.symbolicFrame({ file, index: call.function }) : undefined;
    return frame
      ? call.arguments.flatMap((argument) => functionsIn(evaluation.evaluate(frame, argument)))
      : [];
  });
}
