/**
 * What does `reduce` hand over and give? In: what is called, its arguments, and which parameter of the callback is asked for. Out: the
 * client that each element is put into, as in `ids.reduce((batch, id) => batch.del(id), redis.pipeline())`.
 */
import type { Value } from '../evaluation/values.js';

/** The list that is gone through. */
export function listFolded(callee: Value): Value | undefined {
  if (callee.kind === 'method') return isFold(callee.name) ? callee.object : undefined;
  if (callee.kind === 'parameter' && isFold(callee.path.at(-1)))
    return { ...callee, path: callee.path.slice(0, -1) };
  if (callee.kind === 'rows' && isFold(callee.rows.path.at(-1)))
    return { kind: 'rows', rows: { ...callee.rows, path: callee.rows.path.slice(0, -1) } };
  return undefined;
}

function isFold(name: string | undefined): boolean {
  return name === 'reduce' || name === 'reduceRight';
}

/** What it begins with and gives in the end, where that is a client. */
export function clientFolded(callee: Value, [, first]: readonly Value[]): Value | undefined {
  return first?.kind === 'cache' && listFolded(callee) ? first : undefined;
}
