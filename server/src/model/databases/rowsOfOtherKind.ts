/**
 * Does the code around a write put rows of the written table there itself, all of another kind than the copies hold? In: a file,
 * the write and the cached rows. Out: whether what is written there is of that kind, and so in none of the copies.
 */
import { wordsOf } from '../../../../shared/src/words.js';
import { lastName } from '../../facts/expressionNames.js';
import type { CallIndex, Expression } from '../../facts/fileFacts.js';
import { entityIdentity } from '../../libraries/entityNames.js';
import type { Evaluation } from '../evaluation/evaluation.js';
import { placeOfCall } from '../evaluation/wording.js';
import type { DatabaseCall } from './databaseCalls.js';
import type { CachedEntity } from './entities.js';

const MAKES = /^(create|insert|add|save)/i;

/** `messages.create({ channel: 'sms', … })` in the file of a write, where the list holds those with `channel: 'in_app'`. */
export function writesOtherKind(
  evaluation: Evaluation,
  file: string,
  { operation, columns, entity, where: chosen }: DatabaseCall,
  { where }: CachedEntity,
): boolean {
  if (operation !== 'update' && operation !== 'delete') return false;
  return [...where].some(([column, asked]) => {
    if (asked.kind !== 'constant' || columns?.includes(column) || chosen.has(column)) return false;
    const made = valuesMade(evaluation, file, entity.name, column);
    return made.length > 0 && made.every((value) => value !== undefined && value !== asked.value);
  });
}

/** What the rows that a file puts into a table have in a column; undefined where that is not written out. */
function valuesMade(
  evaluation: Evaluation,
  file: string,
  entity: string,
  column: string,
): readonly unknown[] {
  const facts = evaluation.factsOf(file);
  return (facts?.calls ?? []).flatMap(({ callee, arguments: [row] }, call) => {
    if (!MAKES.test(lastName(callee)) || !isNamedFor(callee, entity)) return [];
    return [row?.kind === 'object' ? valueIn(evaluation, file, call, row, column) : undefined];
  });
}

function isNamedFor(callee: Expression, entity: string): boolean {
  if (callee.kind !== 'member') return false;
  const words = wordsOf(lastName(callee.object)).map(entityIdentity);
  return wordsOf(entity).every((word) => words.includes(entityIdentity(word)));
}

function valueIn(
  evaluation: Evaluation,
  file: string,
  call: CallIndex,
  row: Extract<Expression, { kind: 'object' }>,
  column: string,
): unknown {
  const given = row.properties.find(({ name }) => name === column)?.value;
  const place = placeOfCall(evaluation, { file, call });
  const value = given && place && evaluation.evaluate(place.frame, given);
  return value?.kind === 'constant' ? value.value : undefined;
}
