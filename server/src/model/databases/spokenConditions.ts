/**
 * What a query selects by where the conditions are calls: `where(eq(users.id, id))`, `where('id', '=', id)`. In: a call
 * of the query. Out: columns with what they must be equal to, as it is written; nothing where one of several may hold.
 */

import { lastName } from '../../facts/expressionNames.js';
import type { CallFact, Expression } from '../../facts/fileFacts.js';
import { type CallPlace, callsOfChain } from '../evaluation/wording.js';

const ALTERNATIVES = /^(or|or_?where\w*|not|ne|neq|where_?not)$/i;

export function spokenConditions(place: CallPlace): readonly (readonly [string, Expression])[] {
  const calls = callsOfChain(place);
  if (calls.some(({ callee }) => ALTERNATIVES.test(lastName(callee)))) return [];
  return calls.flatMap((call) => {
    const [column, value] = conditionOf(call);
    const name = column && columnNamed(column);
    return name && value ? [[name, value] as const] : [];
  });
}

function conditionOf({ callee, arguments: given }: CallFact): readonly (Expression | undefined)[] {
  const name = lastName(callee);
  const [column, operator, value] = given;
  const isEqual = operator?.kind === 'text' && operator.value === '=';
  if (/^eq$/.test(name) && given.length === 2) return [column, operator];
  if (!/^(and)?where$/i.test(name) || column?.kind !== 'text') return [];
  if (given.length === 2) return [column, operator];
  return given.length === 3 && isEqual ? [column, value] : [];
}

function columnNamed(expression: Expression): string | undefined {
  if (expression.kind === 'member') return expression.name;
  return expression.kind === 'text' ? expression.value.split('.').at(-1) : undefined;
}
