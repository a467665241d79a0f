/**
 * Which values a function gives to columns of the rows that it writes: `save({ slug })`, and `page.slug = slug` before
 * `page.save()`. In: a write and the function that makes it. Out: names of columns with the values.
 */
import type { Evaluation } from '../evaluation/evaluation.js';
import type { Value } from '../evaluation/values.js';
import type { DatabaseWrite } from './databaseWrites.js';

type GivenColumn = readonly [column: string, value: Value];

export function givenColumns(
  evaluation: Evaluation,
  { effect: { call }, function: owner }: Pick<DatabaseWrite, 'effect' | 'function'>,
): readonly GivenColumn[] {
  const written = (call.data ?? []).flatMap((data) => (data.kind === 'record' ? [...data.fields] : []));
  return [...written, ...assignedIn(evaluation, owner, call.entity.identity)].filter(
    ([column]) => call.columns?.includes(column) === true,
  );
}

function assignedIn(
  evaluation: Evaluation,
  owner: DatabaseWrite['function'],
  identity: string,
): readonly GivenColumn[] {
  const frame = evaluation.symbolicFrame(owner);
  if (!frame) return [];
  return frame.facts.assignments.flatMap(({ target, value, function: index }): readonly GivenColumn[] => {
    if (index !== owner.index || target.kind !== 'member' || target.object.kind !== 'name') return [];
    const row = evaluation.evaluate(frame, target.object);
    const isOfThem =
      row.kind === 'rows' && row.rows.path.length === 0 && row.rows.entity.identity === identity;
    return isOfThem ? [[target.name, evaluation.evaluate(frame, value)]] : [];
  });
}
