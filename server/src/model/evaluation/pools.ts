/**
 * What a pool of generic-pool lends: whatever its factory makes, or what a type annotation says it holds. In: calls of
 * the package, and methods of what they give. Out: the value that it holds: what `acquire` gives and `use` hands to its function.
 */

import type { Evaluation } from './evaluation.js';
import { NO_CALLS } from './frame.js';
import type { Value } from './values.js';

const PACKAGE = 'generic-pool';

/** The pool that `createPool(factory)` or `new Pool(factory)` makes. */
export function madePool(
  { module, path }: Extract<Value, { kind: 'external' }>,
  args: readonly Value[],
): Value | undefined {
  const isPool = module === PACKAGE && /^(default\.)?(createPool|Pool)$/.test(path.join('.'));
  return isPool ? { kind: 'constructed', module, path: ['Pool'], arguments: args } : undefined;
}

/** The pool that `Pool<RedisClientType>` stands for. */
export function poolOfType(
  { module, path }: Extract<Value, { kind: 'external' }>,
  held: Value | undefined,
): Value | undefined {
  return held && madePool({ kind: 'external', module, path, file: '' }, [held]);
}

/** What a method of a pool lends; undefined for other methods, and for those of anything else. */
export function lentValue(
  evaluation: Evaluation,
  { object, name }: Extract<Value, { kind: 'method' }>,
  methods: RegExp,
): Value | undefined {
  return methods.test(name) ? heldValue(evaluation, object) : undefined;
}

/** What a pool holds; undefined for anything else. */
export function heldValue(evaluation: Evaluation, pool: Value): Value | undefined {
  if (pool.kind !== 'constructed' || pool.module !== PACKAGE) return undefined;
  const [factory] = pool.arguments;
  const create = factory?.kind === 'record' ? factory.fields.get('create') : undefined;
  if (create?.kind === 'function') return evaluation.returns.of(create, [], NO_CALLS);
  return factory?.kind === 'cache' ? factory : undefined;
}
