/**
 * Which resources of other services are in a cached value, followed through what is made of a response and, for a
 * parameter, through the callers.
 */

import { argumentsFor } from '../calls/callerArguments.js';
import type { CallGraph } from '../calls/callGraph.js';
import type { Evaluation } from '../evaluation/evaluation.js';
import { type Rows, type Value, walkValue } from '../evaluation/values.js';
import type { CachedEntity } from './entities.js';

const MAXIMUM_CALLER_DEPTH = 2;

export function resourcesIn(evaluation: Evaluation, graph: CallGraph, value: Value): readonly CachedEntity[] {
  const found: CachedEntity[] = [];
  const visit = (whole: Value, depth: number): void =>
    walkValue(whole, (part) => {
      if (part.kind === 'derived' && part.fetched) found.push(cachedResource(part.fetched));
      if (part.kind === 'parameter' && depth < MAXIMUM_CALLER_DEPTH) {
        for (const given of argumentsFor(evaluation, graph, part)) visit(given, depth + 1);
      }
      return true;
    });
  visit(value, 0);
  return found;
}

function cachedResource({ entity, many, where, site }: Rows): CachedEntity {
  return {
    entity,
    many,
    where,
    whole: true,
    computed: false,
    along: false,
    picked: false,
    single: false,
    deciding: new Set(),
    ...(site && { site }),
  };
}
