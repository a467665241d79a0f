/**
 * What a function gives that is handed a maker and keeps what it makes: `singleton('redis', () => new Redis())`. In: the
 * function, what it was called with, and what its own code says it returns. Out: the client, the database or the instance
 * that the maker makes; nothing for makers of anything else.
 */
import type { FunctionFact } from '../../facts/fileFacts.js';
import type { Evaluation } from './evaluation.js';
import type { FollowedCalls } from './frame.js';
import { isNotUnderstood, type Value } from './values.js';

const KEPT: ReadonlySet<Value['kind']> = new Set(['cache', 'database', 'instance']);
/** Packages that do just that. */
const KEEPERS: ReadonlySet<string> = new Set(['@epic-web/remember.remember']);

/** Undefined where the function itself says what it gives. */
export function keptClient(
  evaluation: Evaluation,
  callee: Value,
  args: readonly Value[],
  said: Value,
  calls: FollowedCalls,
): Value | undefined {
  const isSaid = !isNotUnderstood(said) && said.kind !== 'global';
  const maker = isSaid ? undefined : makerGiven(evaluation, callee, args);
  if (maker?.kind !== 'function') return undefined;
  const made = evaluation.returned(maker, [], calls);
  return isKept(made) ? made : undefined;
}

/** A maker may decide between several: one server, or a cluster. */
function isKept(made: Value): boolean {
  return made.kind === 'either' ? made.values.every(isKept) : KEPT.has(made.kind);
}

function makerGiven(evaluation: Evaluation, callee: Value, args: readonly Value[]): Value | undefined {
  if (callee.kind === 'external') {
    return KEEPERS.has([callee.module, ...callee.path].join('.')) ? args[1] : undefined;
  }
  if (callee.kind !== 'function') return undefined;
  const fact = evaluation.factsOf(callee.function.file)?.functions[callee.function.index];
  return args.find(
    (value, index) =>
      value.kind === 'function' && fact && callsIt(evaluation, callee.function.file, fact, index),
  );
}

/** It calls what it is given there, with nothing. */
function callsIt(evaluation: Evaluation, file: string, fact: FunctionFact, index: number): boolean {
  const binding = fact.parameters[index]?.bindings[0];
  return (
    binding !== undefined &&
    (evaluation
      .factsOf(file)
      ?.calls.some(
        ({ callee, arguments: given }) =>
          callee.kind === 'name' && callee.binding === binding && given.length === 0,
      ) ??
      false)
  );
}
