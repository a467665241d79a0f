/** Which members does a type annotation declare? In: a type of a file. Out: members of the interface, alias or class it names. */
import type { FileFacts, TypeMember, TypeReference } from '../../facts/fileFacts.js';
import type { Evaluation } from '../evaluation/evaluation.js';

const MAXIMUM_HOPS = 4;
const TRANSPARENT: ReadonlySet<string> = new Set([
  'Promise',
  'Readonly',
  'Partial',
  'Required',
  'NonNullable',
]);

export function membersOfType(
  evaluation: Evaluation,
  file: string,
  type: TypeReference,
  hops = 0,
): readonly TypeMember[] {
  if (hops > MAXIMUM_HOPS) return [];
  if (type.kind === 'literal') return type.members;
  if (type.kind === 'union') {
    return type.members.flatMap((member) => membersOfType(evaluation, file, member, hops + 1));
  }
  if (type.kind !== 'named') return [];
  const [first] = type.arguments;
  if (first && TRANSPARENT.has(type.name)) return membersOfType(evaluation, file, first, hops + 1);
  const declared = evaluation.declarations.ofType(file, type);
  const facts = declared && evaluation.factsOf(declared.file);
  return facts ? declaredMembers(evaluation, declared.file, facts, declared.name, hops) : [];
}

function declaredMembers(
  evaluation: Evaluation,
  file: string,
  facts: FileFacts,
  name: string,
  hops: number,
): readonly TypeMember[] {
  const declared = facts.types.find((candidate) => candidate.name === name);
  if (declared) {
    const bases = [...declared.extends, ...(declared.alias ? [declared.alias] : [])];
    const inherited = bases.flatMap((base) => membersOfType(evaluation, file, base, hops + 1));
    return [...declared.members, ...inherited];
  }
  const fields = facts.classes.find((candidate) => candidate.name === name)?.fields ?? [];
  return fields.flatMap((field) => (field.type ? [{ name: field.name, type: field.type }] : []));
}
