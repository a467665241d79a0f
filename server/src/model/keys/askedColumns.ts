/**
 * Which columns are looked at before a row is kept, and decide whether it is, or what is kept of it: `if (key.revokedAt) return
 * null`, `user.active ? user.rights : []`. In: a write of a cache and the functions that lead to it. Out: the columns, by the identities of their entities.
 */
import { isInside } from '../../facts/functionNesting.js';
import type { Evaluation } from '../evaluation/evaluation.js';
import { type FunctionReference, type Value, walkValue } from '../evaluation/values.js';
import type { KeyUse } from './keyUses.js';
import { exitsOf } from './usedAnswers.js';

export function askedColumns(
  evaluation: Evaluation,
  { effect, function: owner }: KeyUse,
): ReadonlyMap<string, ReadonlySet<string>> {
  const found = new Map<string, Set<string>>();
  const conditions = [
    ...effect.guards.map(({ value }) => value),
    ...(effect.value ? choicesIn(effect.value) : []),
    ...withInner(evaluation, owner).flatMap((reference) => exitsOf(evaluation, reference)),
  ];
  for (const condition of conditions)
    walkValue(condition, (part) => {
      const [column] = part.kind === 'rows' && part.rows.site && !part.rows.many ? part.rows.path : [];
      if (part.kind === 'rows' && column !== undefined) {
        const { identity } = part.rows.entity;
        found.set(identity, (found.get(identity) ?? new Set()).add(column));
      }
      return part.kind !== 'rows';
    });
  return found;
}

/** What decides which of several values is kept. */
function choicesIn(stored: Value): readonly Value[] {
  const tests: Value[] = [];
  walkValue(stored, (part) => {
    if (part.kind === 'either' && part.test) tests.push(part.test);
    return part.kind !== 'rows';
  });
  return tests;
}

/** The function that fills, and those that are written in it to load with. */
function withInner(evaluation: Evaluation, owner: FunctionReference): readonly FunctionReference[] {
  const facts = evaluation.factsOf(owner.file);
  const inner = (facts?.functions ?? []).flatMap((_, index) =>
    facts && isInside(facts, index, owner.index) ? [{ file: owner.file, index }] : [],
  );
  return owner.index === 0 ? [owner] : [owner, ...inner.filter(({ index }) => index !== owner.index)];
}
