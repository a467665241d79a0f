/**
 * Which part of the rows a query reads, and in which order: `skip`, `limit`, a cursor, in a chain or among the options. In: the name of a
 * method and its arguments. Out: what says which part, by its name.
 */
import type { PagedBy, Value } from '../evaluation/values.js';

const BEGINS = /^(skip|offset|cursor|page|after|before|startAfter)$/;
const ORDERS = /^(orderBy|order|sort)$/;
const ENDS = /^(limit|take|first|last|pageSize|perPage)$/;

/** `skip((page - 1) * 20)`; of another method what its options say. */
export function pagesGiven(name: string, args: readonly Value[]): readonly PagedBy[] {
  if (isPaging(name)) return args.map((value) => ({ column: name, value }));
  return args.flatMap((options) =>
    options.kind === 'record'
      ? [...options.fields].flatMap(([column, value]) => {
          if (ORDERS.test(column)) return ordersIn(value).map((by) => ({ column, value: by }));
          return isPaging(column) ? [{ column, value }] : [];
        })
      : [],
  );
}

/** `{ [sort]: direction }`: the names count as well. */
function ordersIn(order: Value): readonly Value[] {
  if (order.kind === 'array') return order.items.flatMap(ordersIn);
  if (order.kind !== 'record') return [order];
  return [...order.fields.values(), ...(order.computed ?? []).flat()].flatMap(ordersIn);
}

function isPaging(name: string): boolean {
  return BEGINS.test(name) || ENDS.test(name);
}

/** It only says how many rows there are at most. */
export function saysHowMany({ column }: PagedBy): boolean {
  return ENDS.test(column);
}
