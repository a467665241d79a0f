/**
 * Entries of objects that are used as a `Map`, said as calls of one: `cache[key]` is `get`, `cache[key] = rows` is `set`,
 * `delete cache[key]` is `delete`, and `cache = {}` is `clear`. In: the parts of an entry. Out: the call that is recorded for it.
 */
import type { ts } from 'ts-morph';
import type { Extraction } from './extraction.js';
import type { CallUse, Expression } from './fileFacts.js';

export interface EntryUse {
  readonly method: 'get' | 'set' | 'delete' | 'clear';
  readonly object: Expression;
  readonly arguments: readonly Expression[];
  readonly use: CallUse;
  /** The whole expression, and the parts that are given. */
  readonly node: ts.Node;
  readonly nameNode: ts.Node;
  readonly argumentNodes: readonly ts.Node[];
}

export function recordEntryUse(extraction: Extraction, entry: EntryUse): Expression {
  const { method, object, node, nameNode, argumentNodes, use } = entry;
  const call = extraction.recordCall({
    callee: { kind: 'member', object, name: method },
    arguments: entry.arguments,
    construction: false,
    range: extraction.range(node),
    nameRange: extraction.range(nameNode),
    argumentRanges: argumentNodes.map((argument) => extraction.range(argument)),
    use,
  });
  return { kind: 'call', call };
}

/** `{}` where it is used so: made like a `Map`, of what it is. */
export function recordKeptObject(extraction: Extraction, node: ts.Node): Expression {
  const call = extraction.recordCall({
    callee: { kind: 'name', name: 'Object', binding: -1 },
    arguments: [],
    construction: true,
    range: extraction.range(node),
    nameRange: extraction.range(node),
    argumentRanges: [],
    use: 'value',
  });
  return { kind: 'call', call };
}

/** A variable that keeps one copy is said as a `Map` with one entry, which is called as the variable is. */
export function recordSlotUse(
  extraction: Extraction,
  name: string,
  use: Omit<EntryUse, 'arguments' | 'argumentNodes' | 'nameNode'> & { readonly value?: Expression },
): Expression {
  const { value, ...rest } = use;
  const given: readonly Expression[] = [{ kind: 'text', value: name }, ...(value ? [value] : [])];
  const argumentNodes = given.map(() => use.node);
  return recordEntryUse(extraction, { ...rest, arguments: given, argumentNodes, nameNode: use.node });
}
