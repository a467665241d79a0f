/**
 * Functions whose results are kept under their first argument alone, as some packages do unless they are told otherwise.
 * In: facts. Out: each of them that takes more than one argument, with the call that keeps its results.
 */
import type { CallFact, Expression, FileFacts, ParameterFact, TextRange } from '../../facts/fileFacts.js';
import type { Evaluation } from '../evaluation/evaluation.js';
import type { FunctionReference, Value } from '../evaluation/values.js';

export interface MemoizedFunction {
  readonly file: string;
  /** The name of what keeps the results: `memoize`. */
  readonly range: TextRange;
  readonly function: FunctionReference;
  /** The argument that makes the key. */
  readonly first: string;
  /** One that does not. */
  readonly other: string;
}

/** Of lodash a second argument makes the key, of the others an option. */
const WHOLE_PACKAGES = /^(lodash|lodash-es|underscore)$/;
const SINGLE_FUNCTIONS = /^(lodash\.memoize|lodash(-es)?\/memoize|p-memoize|memoize|mem)$/;

export function collectMemoizedFunctions(evaluation: Evaluation): readonly MemoizedFunction[] {
  return evaluation.files.flatMap((file) => {
    const facts = evaluation.factsOf(file);
    if (!facts) return [];
    return facts.calls.flatMap((call) => memoizedBy(evaluation, file, call) ?? []);
  });
}

function memoizedBy(evaluation: Evaluation, file: string, call: CallFact): MemoizedFunction | undefined {
  const { callee, arguments: given, construction, nameRange } = call;
  const [load, ...others] = given;
  if (construction || !load || others.length > 0 || !mayMemoize(callee)) return undefined;
  const frame = evaluation.symbolicFrame({ file, index: call.function });
  if (!frame || !keepsByFirst(evaluation.evaluate(frame, callee))) return undefined;
  const value = evaluation.evaluate(frame, load);
  if (value.kind !== 'function') return undefined;
  const [first, other] = parametersOf(evaluation, value.function);
  if (first === undefined || other === undefined) return undefined;
  return { file, range: nameRange, function: value.function, first, other };
}

function mayMemoize(callee: Expression): boolean {
  return callee.kind === 'name' || (callee.kind === 'member' && callee.name === 'memoize');
}

function keepsByFirst(callee: Value): boolean {
  if (callee.kind !== 'external') return false;
  if (SINGLE_FUNCTIONS.test(callee.module)) return /^(default)?$/.test(callee.path.join('.'));
  return WHOLE_PACKAGES.test(callee.module) && callee.path.at(-1) === 'memoize';
}

/** Names of the parameters that say what is asked for; nothing where the first is taken apart. */
function parametersOf(evaluation: Evaluation, { file, index }: FunctionReference): readonly string[] {
  const facts = evaluation.factsOf(file);
  const [first, ...others] = facts?.functions[index]?.parameters ?? [];
  const name = facts && first && nameOf(facts, first);
  if (!facts || name === undefined) return [];
  return [
    name,
    ...others.flatMap((parameter) => (saysWhat(parameter) ? (nameOf(facts, parameter) ?? []) : [])),
  ];
}

function saysWhat({ type, rest }: ParameterFact): boolean {
  return !rest && (type === undefined || type.kind === 'primitive');
}

/** What a function works with, and what it says something to. */
const TOOLS =
  /^(_|db$|prisma$|tx$|trx$|client$|log|ctx$|context$|opt|config$|signal$|deps$|cb$|callback$|next$|done$)|(client|logger|service|repository)$/i;

function nameOf(facts: FileFacts, { bindings: [only, ...others] }: ParameterFact): string | undefined {
  const binding = only === undefined || others.length > 0 ? undefined : facts.bindings[only];
  return !binding || binding.path || TOOLS.test(binding.name) ? undefined : binding.name;
}
