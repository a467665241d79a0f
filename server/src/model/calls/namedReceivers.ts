/**
 * Whether a call may give a method more than before. In: the call and the method. Out: no where what it is called on is declared
 * as something else than the class of the method, an interface for one: that may not know what the class takes.
 */
import type { CallFact, FileFacts, TypeReference } from '../../facts/fileFacts.js';
import type { Evaluation } from '../evaluation/evaluation.js';
import type { FunctionReference } from '../evaluation/values.js';
import type { Site } from './sites.js';

export function isCalledByItsClass(
  evaluation: Evaluation,
  { file, call }: Site,
  method: FunctionReference,
): boolean {
  const own = evaluation.factsOf(method.file);
  const owner = own?.classes[own.functions[method.index]?.class ?? -1];
  if (!owner || owner.implements.length === 0) return true;
  const facts = evaluation.factsOf(file);
  const fact = facts?.calls[call];
  const type = facts && fact && declaredType(facts, fact);
  return type === 'none' || (typeof type === 'object' && type.kind === 'named' && type.name === owner.name);
}

/** Of what a method is called on; undefined where that is neither a variable nor a field. */
function declaredType(
  facts: FileFacts,
  { callee, function: owner }: CallFact,
): TypeReference | 'none' | undefined {
  const object = callee.kind === 'member' ? callee.object : undefined;
  if (object?.kind === 'this') return 'none';
  if (object?.kind === 'name') {
    const binding = facts.bindings[object.binding];
    return binding && (binding.kind === 'import' ? undefined : (binding.type ?? 'none'));
  }
  if (object?.kind !== 'member' || object.object.kind !== 'this') return undefined;
  const around = facts.classes[facts.functions[owner]?.class ?? -1];
  const field = around?.fields.find(({ name }) => name === object.name);
  return field && (field.type ?? 'none');
}
