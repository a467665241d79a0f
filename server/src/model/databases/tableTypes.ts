/**
 * What the type of a database says of the columns of its tables: `new Kysely<Database>(…)`. In: a file. Out: the columns of
 * each table that the type names, where its members are written out.
 */
import type { FileFacts, TypeMember, TypeReference } from '../../facts/fileFacts.js';
import { type Entity, entityNamed } from '../../libraries/entityNames.js';
import type { Evaluation } from '../evaluation/evaluation.js';

export interface TableType {
  readonly entity: Entity;
  readonly columns: readonly string[];
}

export function tableTypesIn(evaluation: Evaluation, file: string, facts: FileFacts): readonly TableType[] {
  return facts.calls.flatMap(({ callee, construction, typeArguments }) => {
    const isClient = construction && callee.kind === 'name' && callee.name === 'Kysely';
    const [database] = typeArguments ?? [];
    if (!isClient || !database) return [];
    return membersOf(evaluation, file, database).flatMap(({ name, type, file: declaredIn }) => {
      const entity = entityNamed(name);
      const columns = membersOf(evaluation, declaredIn, type).map((member) => member.name);
      return entity && columns.length > 0 ? [{ entity, columns }] : [];
    });
  });
}

interface DeclaredMember extends TypeMember {
  readonly file: string;
}

/** The members of a type that is written out, here or where it is imported from. */
function membersOf(evaluation: Evaluation, file: string, type: TypeReference): readonly DeclaredMember[] {
  if (type.kind === 'literal') return type.members.map((member) => ({ ...member, file }));
  if (type.kind !== 'named') return [];
  const declared = evaluation.declarations.ofType(file, type);
  const fact =
    declared && evaluation.factsOf(declared.file)?.types.find(({ name }) => name === declared.name);
  if (!declared || !fact) return [];
  const members = fact.alias?.kind === 'literal' ? fact.alias.members : fact.members;
  return members.map((member) => ({ ...member, file: declared.file }));
}
