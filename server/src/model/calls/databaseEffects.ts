/**
 * What does a call do to databases, and what comes along with that? In: the call and what it calls. Out: reads and writes, what the
 * library keeps of results by itself, and what hooks do that run with a write.
 */

import type { DatabaseCall } from '../databases/databaseCalls.js';
import { type DatabaseOutcome, databaseOutcome, isOpenCall, rowOutcome } from '../databases/databaseCalls.js';
import { isPending, methodOf } from '../databases/databaseHandles.js';
import { Hooks } from '../databases/hooks.js';
import { forgottenResults, KEPT_RESULTS, keptQuery, keptResult } from '../databases/keptResults.js';
import { isOpenRequest, mayRequest } from '../databases/remoteRequests.js';
import { remoteCall } from '../databases/remoteResources.js';
import { flushedCalls } from '../databases/unitOfWork.js';
import type { Evaluation } from '../evaluation/evaluation.js';
import { type FunctionReference, type Rows, UNKNOWN, type Value } from '../evaluation/values.js';
import { commandEffect, WRITES } from './commandEffects.js';
import type { Effect } from './effect.js';
import { type MetCall, placeOf } from './effectPlaces.js';
import { dependsOnParameters } from './effectValues.js';
import { isSameSite } from './sites.js';

/** What functions of the workspace do, which run with queries and writes. */
export interface FunctionEffects {
  of(reference: FunctionReference): readonly Effect[];
  ofFunction(
    met: MetCall,
    callee: Extract<Value, { kind: 'function' }>,
    payload: readonly Value[],
  ): readonly Effect[];
  /** A query was met whose table or SQL only a caller knows. */
  meetOpenQuery(): void;
}

export class DatabaseEffects {
  private readonly hooks: Hooks;

  constructor(
    private readonly evaluation: Evaluation,
    private readonly functions: FunctionEffects,
  ) {
    this.hooks = new Hooks(evaluation);
  }

  /** `prisma.user.update(…)`, `pool.query(sql)` */
  ofCall(met: MetCall, callee: Extract<Value, { kind: 'database' | 'databaseMethod' }>): readonly Effect[] {
    const { frame, index, call } = met;
    const args = this.evaluation.argumentsOf(frame, index);
    if (isOpenCall(callee, args)) this.functions.meetOpenQuery();
    const site = { file: frame.file, call: index };
    const outcome = databaseOutcome(this.evaluation, callee, args, call.construction, site);
    // A query that nobody waits for never runs; one with a callback does.
    const isDropped = call.use === 'floating' || call.use === 'discarded';
    if (isDropped && isPending(outcome.value) && args.every(({ kind }) => kind !== 'function')) return [];
    if (callee.kind === 'database') return this.ofOutcome(met, outcome);
    const calls = [...outcome.calls, ...flushedCalls(this.evaluation, frame, index)];
    const method = methodOf(callee);
    const forgotten = method && forgottenResults(method, args);
    return [
      ...this.ofOutcome(met, { ...outcome, calls }),
      ...(forgotten ? [commandEffect(this.evaluation, met, KEPT_RESULTS, forgotten)] : []),
      ...this.ofQueryMethod(met, callee),
    ];
  }

  /** `user.save()` */
  ofRows(met: MetCall, rows: Rows): readonly Effect[] {
    const { frame, index } = met;
    const args = this.evaluation.argumentsOf(frame, index);
    const outcome = rowOutcome(this.evaluation, rows, args, { file: frame.file, call: index });
    return outcome ? this.ofOutcome(met, outcome) : [];
  }

  /** `axios.put(url, product)`: what is written at another service. */
  ofRequest(met: MetCall, callee: Value): readonly Effect[] {
    if (!mayRequest(callee)) return [];
    const { frame, index } = met;
    const args = this.evaluation.argumentsOf(frame, index);
    if (isOpenRequest(callee, args)) this.functions.meetOpenQuery();
    const written = remoteCall(callee, args, { file: frame.file, call: index });
    return written
      ? [{ kind: 'database', ...placeOf(this.evaluation, met), call: written, rows: UNKNOWN }]
      : [];
  }

  /** What a method does that the project put on all queries: where one of those fills a cache, this keeps the rows. */
  private ofQueryMethod(met: MetCall, callee: Extract<Value, { kind: 'databaseMethod' }>): readonly Effect[] {
    const { handle, name } = callee;
    const methods = this.evaluation.queryMethods.of(handle.library);
    if (methodOf(callee) || !methods.has(name)) return [];
    const fill = [...methods.values()]
      .flatMap((reference) => this.functions.of(reference))
      .find((effect) => effect.kind === 'cache' && WRITES.has(effect.operation));
    const kept = fill?.kind === 'cache' ? keptQuery(callee, fill.client) : undefined;
    if (fill?.kind !== 'cache' || !kept) return [];
    const effect = commandEffect(this.evaluation, met, kept.client, kept.command);
    return [fill.ttl.kind === 'known' ? { ...effect, ttl: fill.ttl } : effect];
  }

  private ofOutcome(met: MetCall, { calls, value }: DatabaseOutcome): readonly Effect[] {
    return calls.flatMap((described): readonly Effect[] => [
      {
        kind: 'database',
        ...placeOf(this.evaluation, met),
        // In a chain the call that runs it says less than the one that names what is done.
        site: described.site,
        chain: [described.site],
        call: described,
        rows: value,
      },
      ...this.ofKeptResult(met, described, value),
      ...this.ofHooks(met, described),
    ]);
  }

  /** What the library keeps of the result by itself. */
  private ofKeptResult(met: MetCall, described: DatabaseCall, rows: Value): readonly Effect[] {
    const command = keptResult(described, rows);
    return command ? [commandEffect(this.evaluation, met, KEPT_RESULTS, command)] : [];
  }

  /** What hooks that run with a write do to caches; without the row they cannot know its key. */
  private ofHooks(met: MetCall, write: DatabaseCall): readonly Effect[] {
    const { functions } = this;
    return this.hooks.runsWith(write).flatMap(({ handler, payload, blind }) => {
      const effects = functions.ofFunction(met, handler, payload);
      const known = blind
        ? functions.of(handler.function).filter((effect) => !dependsOnParameters(effect))
        : [];
      return effects
        .filter((effect) => !blind || known.some((other) => isSameSite(other.site, effect.site)))
        .map((effect) => ({ ...effect, hooked: true as const }));
    });
  }
}
