/**
 * Routes whose responses Nest's interceptor keeps under one name, whatever a request asks for. In: the routes it is put on.
 * Out: the decorator that gives the name, and a part of the request that the handler is given.
 */
import type { ParameterFact, TextRange } from '../../facts/fileFacts.js';
import type { Evaluation } from '../evaluation/evaluation.js';
import type { FunctionReference } from '../evaluation/values.js';
import { type CachedRoute, CHANGING, cachedOrNamedRoutes } from './nestResponseCaches.js';

export interface FixedKey {
  readonly file: string;
  /** `@CacheKey('products')` */
  readonly range: TextRange;
  readonly key: string;
  readonly handler: FunctionReference;
  /** What the handler calls the part of the request that decides as well. */
  readonly asked: string;
  /** `Post`, where the handler changes something. */
  readonly changing?: string;
}

export function nestFixedKeys(evaluation: Evaluation): readonly FixedKey[] {
  return cachedOrNamedRoutes(evaluation).flatMap((route) => fixedKey(evaluation, route) ?? []);
}

function fixedKey(
  evaluation: Evaluation,
  { frame, function: handler, decorators }: CachedRoute,
): FixedKey | undefined {
  // Of a whole controller it is not read.
  const decorator = decorators.find(({ name }) => name === 'CacheKey');
  const [given] = decorator?.arguments ?? [];
  const key = given && evaluation.evaluate(frame, given);
  if (!decorator || key?.kind !== 'constant') return undefined;
  const parameters = frame.facts.functions[handler.index]?.parameters ?? [];
  const [binding] = parameters.find(isAsked)?.bindings ?? [];
  const name = binding === undefined ? undefined : frame.facts.bindings[binding]?.name;
  if (name === undefined) return undefined;
  const changing = decorators.find((one) => CHANGING.has(one.name))?.name;
  return {
    file: frame.file,
    range: decorator.range,
    key: String(key.value),
    handler,
    asked: name,
    ...(changing !== undefined && { changing }),
  };
}

const PARTS_OF_REQUESTS: ReadonlySet<string> = new Set(['Param', 'Query', 'Body']);

function isAsked({ decorators }: ParameterFact): boolean {
  return decorators.some(({ name }) => PARTS_OF_REQUESTS.has(name));
}
