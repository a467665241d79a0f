/**
 * What does a loader give that gathers calls and loads for all of them at once: `loader.load(id)` of `new DataLoader(loadAll)`? In:
 * the method that is called, and its arguments. Out: an element of what the function gives that loads for many, or a list of them.
 */
import type { Evaluation } from './evaluation.js';
import type { FollowedCalls } from './frame.js';
import { either, isNotUnderstood, UNKNOWN, type Value } from './values.js';

const MODULE = 'dataloader';

export function batchedLoad(
  evaluation: Evaluation,
  { object, name }: Extract<Value, { kind: 'method' }>,
  [given = UNKNOWN]: readonly Value[],
  calls: FollowedCalls,
): Value | undefined {
  if (object.kind !== 'constructed' || object.module !== MODULE || !/^load(Many)?$/.test(name))
    return undefined;
  const [load] = object.arguments;
  if (load?.kind !== 'function') return undefined;
  const keys: Value = name === 'load' ? { kind: 'array', items: [given] } : given;
  const loaded = evaluation.returns.of(load, [keys], calls);
  if (isNotUnderstood(loaded)) return undefined;
  return name === 'load' ? oneOf(loaded) : loaded;
}

function oneOf(loaded: Value): Value {
  if (loaded.kind === 'array' && loaded.items.length > 0) return either(loaded.items);
  if (loaded.kind !== 'rows') return loaded;
  return { ...loaded, rows: { ...loaded.rows, many: false, path: loaded.rows.path.slice(0, -1) } };
}
