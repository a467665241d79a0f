/**
 * Which functions a clock starts again and again: handed to `setInterval` or `cron.schedule`, decorated with `@Cron`, put off
 * again by themselves, run for a job that is repeated, or called by nothing else. In: a function. Out: whether, and how often.
 */

import { lastName } from '../../facts/expressionNames.js';
import type { CallFact } from '../../facts/fileFacts.js';
import { parentOf } from '../../facts/functionNesting.js';
import type { Evaluation } from '../evaluation/evaluation.js';
import { type FunctionReference, functionKey, functionsIn, type Value } from '../evaluation/values.js';
import type { CallGraph } from './callGraph.js';
import { periodGiven } from './clockPeriods.js';
import { repeatedJobs } from './repeatedJobs.js';
import { repeatedByTimer } from './repeatedTimers.js';

const SCHEDULING = /^(schedule|scheduleJob|setInterval|setIntervalAsync|createTask|CronJob|Cron|AsyncTask)$/;
const DECORATORS = /^(Cron|Interval|Schedule|Scheduled)$/;

/** Routes that a platform asks for at set times, by the place where they are kept. */
const CLOCKED_ROUTE = /(^|\/)api\/(.*\/)?crons?\/.*\.[cm]?[jt]sx?$/;

/** Callers are looked at this far up. */
const MAXIMUM_DEPTH = 3;

export class Schedules {
  /** How often, where that can be read. */
  private handed: ReadonlyMap<string, number | undefined> | undefined;

  constructor(
    private readonly evaluation: Evaluation,
    private readonly graph: CallGraph,
  ) {}

  isScheduled(reference: FunctionReference, depth = 0): boolean {
    const fact = this.evaluation.factsOf(reference.file)?.functions[reference.index];
    if (fact && CLOCKED_ROUTE.test(reference.file)) return true;
    this.handed ??= this.collect();
    if (!fact || this.handed.has(functionKey(reference))) return fact !== undefined;
    if (fact.decorators.some(({ name }) => DECORATORS.test(name))) return true;
    const callers = depth < MAXIMUM_DEPTH ? this.graph.callersOf(reference).map((one) => one.function) : [];
    const clocked = callers.filter((caller) => this.isScheduled(caller, depth + 1));
    // What also runs when a file is loaded, or where the clock is set, runs once more.
    const isFirstRun = (caller: FunctionReference): boolean =>
      caller.index === 0 || clocked.some((one) => this.standsIn(one, caller));
    return clocked.length > 0 && callers.every((caller) => clocked.includes(caller) || isFirstRun(caller));
  }

  /** The same where others may call it in between. */
  isStartedByClock(reference: FunctionReference): boolean {
    return (
      this.isScheduled(reference) ||
      this.graph.callersOf(reference).some(({ function: caller }) => this.isScheduled(caller))
    );
  }

  /** The time between two runs, of the clock that starts it or its callers; undefined where there is none that can be read. */
  periodOf(reference: FunctionReference, depth = 0): number | undefined {
    const fact = this.evaluation.factsOf(reference.file)?.functions[reference.index];
    const frame = this.evaluation.moduleFrame(reference.file);
    this.handed ??= this.collect();
    const decorators = fact?.decorators.filter(({ name }) => DECORATORS.test(name)) ?? [];
    const given = decorators.flatMap((one) => one.arguments);
    const own =
      this.handed.get(functionKey(reference)) ??
      (frame && periodGiven(given.map((argument) => this.evaluation.evaluate(frame, argument))));
    if (own !== undefined || depth >= MAXIMUM_DEPTH) return own;
    const periods = this.graph
      .callersOf(reference)
      .flatMap(({ function: caller }) => this.periodOf(caller, depth + 1) ?? []);
    return periods.length > 0 ? Math.min(...periods) : undefined;
  }

  private standsIn({ file, index }: FunctionReference, around: FunctionReference): boolean {
    const facts = this.evaluation.factsOf(file);
    return file === around.file && facts !== undefined && parentOf(facts, index) === around.index;
  }

  private collect(): ReadonlyMap<string, number | undefined> {
    const found = new Map<string, number | undefined>(
      [
        ...repeatedJobs(this.evaluation, this.graph, this.evaluation.files),
        ...this.evaluation.files.flatMap((file) => repeatedByTimer(this.evaluation, file)),
      ].map((reference) => [functionKey(reference), undefined] as const),
    );
    for (const file of this.evaluation.files) {
      for (const call of this.evaluation.factsOf(file)?.calls ?? []) {
        if (!SCHEDULING.test(makerOf(call))) continue;
        const frame = this.evaluation.symbolicFrame({ file, index: call.function });
        if (!frame) continue;
        const given = call.arguments.map((argument) => this.evaluation.evaluate(frame, argument));
        const period = periodGiven(given);
        for (const started of given.flatMap(handedIn)) found.set(functionKey(started.function), period);
      }
    }
    return found;
  }
}

/** `CronJob` of `CronJob.from({ … })` */
function makerOf({ callee }: CallFact): string {
  const isFrom = callee.kind === 'member' && callee.name === 'from';
  return lastName(isFrom ? callee.object : callee);
}

/** A function, or `{ cronTime, onTick }`. */
function handedIn(value: Value): readonly Extract<Value, { kind: 'function' }>[] {
  const tick = value.kind === 'record' ? value.fields.get('onTick') : value;
  return tick ? functionsIn(tick) : [];
}
