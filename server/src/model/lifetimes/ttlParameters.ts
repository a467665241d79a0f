/**
 * The parameters through which a function is told how long an entry may live. In: facts and a function. Out: each
 * with its place, whether the function does anything with it, and whether leaving it out means "for ever".
 */
import type { BindingFact, BindingIndex, Expression, FileFacts, TextRange } from '../../facts/fileFacts.js';

export interface TtlParameter {
  readonly name: string;
  /** Position among the parameters; with `path`, the property of it that is taken. */
  readonly parameter: number;
  readonly path: readonly string[];
  readonly range: TextRange;
  /** It is an object that holds the life. */
  readonly isObject: boolean;
  /** Its name does not occur again in the function. */
  readonly unread: boolean;
  /** Its default says that an entry never expires. */
  readonly isForeverByDefault: boolean;
}

/** `ttl`, `ttlSeconds`, `expiresIn`, `lifeMs`; `_ttl` says that it is left out on purpose. */
const TTL_NAME =
  /^(cache_?)?(ttl|expir(e|es|y|ation)|life_?time|max_?age)(_?(in|time|s|secs?|seconds?|ms|millis|milliseconds?))*$/i;

export function ttlParametersOf(facts: FileFacts, functionIndex: number): readonly TtlParameter[] {
  const parameters = facts.functions[functionIndex]?.parameters ?? [];
  return parameters.flatMap((fact) =>
    fact.rest ? [] : fact.bindings.flatMap((index) => ttlParameter(facts, index) ?? []),
  );
}

function ttlParameter(facts: FileFacts, index: BindingIndex): TtlParameter | undefined {
  const binding = facts.bindings[index];
  if (binding?.parameter === undefined || !saysLife(binding)) return undefined;
  return {
    name: binding.name,
    parameter: binding.parameter,
    path: binding.path ?? [],
    range: binding.range,
    isObject: !TTL_NAME.test(binding.name),
    unread: binding.unread === true,
    isForeverByDefault: binding.defaultValue !== undefined && isForever(binding.defaultValue),
  };
}

/** By its name, or as an object that its type gives a life and nothing else. */
function saysLife({ name, type }: BindingFact): boolean {
  if (TTL_NAME.test(name)) return true;
  return (
    type?.kind === 'literal' &&
    type.members.length > 0 &&
    type.members.every((member) => TTL_NAME.test(member.name))
  );
}

function isForever(value: Expression): boolean {
  if (value.kind === 'unary') {
    return value.operator === '-' && value.operand.kind === 'number';
  }
  return value.kind === 'undefined' || value.kind === 'null' || (value.kind === 'number' && value.value <= 0);
}
