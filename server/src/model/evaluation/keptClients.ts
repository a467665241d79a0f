/**
 * What a function gives that is handed a maker and keeps what it makes: `singleton('redis', () => new Redis())`. In: the
 * function, what it was called with, and what its own code says it returns. Out: the client, the database or the instance
 * that the maker makes; nothing for makers of anything else.
 */
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
  const made = evaluation.returns.of(maker, [], calls);
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
  if (callee.kind !== 'function' || !args.some(({ kind }) => kind === 'function')) return undefined;
  const facts = evaluation.factsOf(callee.function.file);
  const parameters = facts?.functions[callee.function.index]?.parameters ?? [];
  return args.find((value, index) => {
    const binding = parameters[index]?.bindings[0];
    const mayMake = value.kind === 'function' && facts !== undefined && binding !== undefined;
    return (
      mayMake && evaluation.callsOfName(facts, binding).some(({ arguments: given }) => given.length === 0)
    );
  });
}
