/**
 * Which columns a parameter may have by its type: `changes: { title?: string }`, or an interface that is written out. In: what
 * an update is given. Out: names of columns; undefined where the type leaves some open.
 */
import type { TypeReference } from '../../facts/fileFacts.js';
import type { Evaluation } from '../evaluation/evaluation.js';
import type { Parameter, Value } from '../evaluation/values.js';

export function declaredColumns(
  evaluation: Evaluation,
  data: readonly Value[],
): readonly string[] | undefined {
  const columns = data.map((value) => {
    const given = handedData(value);
    if (!given) return undefined;
    const { file, index } = given.function;
    const type = evaluation.factsOf(file)?.functions[index]?.parameters[given.index]?.type;
    const declared = type && membersWrittenOut(evaluation, file, type);
    return declared && [...declared, ...(value.kind === 'record' ? value.fields.keys() : [])];
  });
  return columns.every((names) => names !== undefined) ? [...new Set(columns.flat())] : undefined;
}

/** The parameter that is written as it is. */
export function handedData(value: Value | undefined): Parameter | undefined {
  const given = value?.kind === 'record' && value.rest ? value.rest : value;
  return given?.kind === 'parameter' && given.path.length === 0 ? given : undefined;
}

/** What is written with whatever is in it: `data: changes`, `data: { ...changes, updatedBy }` */
export function openParts(row: Value): readonly Parameter[] {
  if (row.kind === 'parameter') return [row];
  if (row.kind === 'instance') return row.given ? [row.given] : [];
  if (row.kind !== 'record') return [];
  const spread = [...row.fields].flatMap(([name, value]) => (name.startsWith('...') ? [value] : []));
  return [...(row.rest ? [row.rest] : []), ...spread.flatMap(openParts)];
}

const SAME_MEMBERS = /^(Partial|Required|Readonly)$/;

function membersWrittenOut(
  evaluation: Evaluation,
  file: string,
  type: TypeReference,
): readonly string[] | undefined {
  if (type.kind === 'literal')
    return type.members.length > 0 ? type.members.map(({ name }) => name) : undefined;
  if (type.kind !== 'named') return undefined;
  const [inner] = type.arguments;
  if (inner) return SAME_MEMBERS.test(type.name) ? membersWrittenOut(evaluation, file, inner) : undefined;
  const place = evaluation.declarations.ofType(file, type);
  const declared = place && evaluation.factsOf(place.file)?.types.find(({ name }) => name === place.name);
  const isWhole = declared?.extends.length === 0 && (!declared.alias || declared.alias.kind === 'literal');
  return isWhole
    ? membersWrittenOut(evaluation, file, { kind: 'literal', members: declared.members })
    : undefined;
}
