/** Who calls a function, and whether it has its work to itself. */
import { functionOfCall } from '../calls/enclosingFunctions.js';
import { isLimitedByEnvironment } from '../calls/environmentLimits.js';
import { Exclusion } from '../calls/exclusion.js';
import { Mentions } from '../calls/mentions.js';
import { isKeptFromProduction } from '../calls/productionLimits.js';
import { Schedules } from '../calls/schedules.js';
import type { Site } from '../calls/sites.js';
import { Timers } from '../calls/timers.js';
import type { FunctionReference } from '../evaluation/values.js';
import { isBehindMain, isOfCommand, startsService } from '../handRun.js';
import { SingleFlight } from '../loads/singleFlight.js';
import { answersRequests } from '../requests/answering.js';
import type { ModelParts } from './modelParts.js';

const MAXIMUM_CALLERS_AWAY = 3;

export class CallerQuestions {
  private readonly mentions: Mentions;
  private readonly timers: Timers;
  private readonly schedules: Schedules;

  constructor(private readonly parts: ModelParts) {
    this.mentions = new Mentions(parts.evaluation);
    this.timers = new Timers(parts.evaluation, parts.graph);
    this.schedules = new Schedules(parts.evaluation, parts.graph);
  }

  /** Whether something keeps the callers of a function from doing its work at the same time. */
  isSingleFlight(reference: FunctionReference): boolean {
    return new SingleFlight(this.parts.evaluation, this.parts.effects, this.parts.graph).isShared(reference);
  }

  /** Whether somebody waits for a function as part of a request. */
  answersRequests(reference: FunctionReference): boolean {
    return answersRequests(this.parts.evaluation, this.parts.graph, reference);
  }

  /** Whether a function runs at its times and for nobody who waits. */
  runsByItself(reference: FunctionReference): boolean {
    return this.timers.runByItself(reference);
  }

  /** Whether a function has its work to itself, under a lock or the like. */
  isExclusive(reference: FunctionReference): boolean {
    return new Exclusion(this.parts.evaluation, this.parts.effects, this.parts.graph).isExclusive(reference);
  }

  /** Whether the code of a file uses a name. */
  usesNameIn(file: string, name: string): boolean {
    return this.mentions.isIn(file, name);
  }

  /** The functions that call this one; callbacks count as the function they are written in. */
  callersOf(reference: FunctionReference): readonly FunctionReference[] {
    return this.parts.graph.callersOf(reference).map((caller) => caller.function);
  }

  /** Whether a call is only made where somebody starts its file, or gives a command, on a command line. */
  isMadeByHand({ file, call }: Site, depth = 0): boolean {
    const { evaluation } = this.parts;
    const facts = evaluation.factsOf(file);
    const owner = functionOfCall(evaluation, { file, call });
    if (!facts || !owner || depth > MAXIMUM_CALLERS_AWAY) return false;
    if (isOfCommand(facts, owner.index)) return true;
    if (startsService(facts)) return false;
    if (isBehindMain(facts, call)) return true;
    const calls = owner.index === 0 ? [] : this.callsOf(owner);
    return calls.length > 0 && calls.every((site) => this.isMadeByHand(site, depth + 1));
  }

  /** Whether a call is only reached in some environments, by what registers its function or refuses before it. */
  isLimitedByEnvironment(site: Site): boolean {
    return isLimitedByEnvironment(this.parts.evaluation, site);
  }

  /** Whether a call is never made in production, by a condition before it. */
  isKeptFromProduction(site: Site): boolean {
    return isKeptFromProduction(this.parts.evaluation, site);
  }

  /** Whether something outside of tests may call a function that nobody is seen to call: by its name, or a decorator. */
  mayBeCalled({ file, index }: FunctionReference): boolean {
    const fact = this.parts.evaluation.factsOf(file)?.functions[index];
    const name = fact?.name.replace(/^.*\./, '') ?? '';
    return fact === undefined || fact.decorators.length > 0 || this.mentions.has(name);
  }

  /** Whether a clock starts the function again and again, and nothing else. */
  isScheduled(reference: FunctionReference): boolean {
    return this.schedules.isScheduled(reference);
  }

  /** The same where others may call it in between. */
  isStartedByClock(reference: FunctionReference): boolean {
    return this.schedules.isStartedByClock(reference);
  }

  /** The milliseconds between two runs of a function that a clock starts, where they can be read. */
  periodOf(reference: FunctionReference): number | undefined {
    return this.schedules.periodOf(reference);
  }

  /** How many handlers listen for the events that a function emits. */
  subscribersOf(reference: FunctionReference): number {
    return this.parts.graph.subscribersOf(reference);
  }

  /** The calls of this function. */
  callsOf(reference: FunctionReference): readonly Site[] {
    return this.parts.graph.callersOf(reference).map(({ frame, call }) => ({ file: frame.file, call }));
  }
}
