/**
 * Messages in a table of the database: written together with rows, read by code that then deletes copies. In: a function that
 * writes, and the keys. Out: whether what it puts into such a table is read by code that deletes one of them. Which rows a
 * message is about is not followed.
 */
import { isSameEntity } from '../../libraries/entityNames.js';
import type { CallGraph } from '../calls/callGraph.js';
import type { CacheEffect } from '../calls/effect.js';
import { comparedIn } from '../calls/effectPlaces.js';
import type { Effects } from '../calls/effects.js';
import { type FunctionReference, fieldOf } from '../evaluation/values.js';
import type { KeyGroup } from '../keys/keyGroups.js';
import type { DatabaseCall } from './databaseCalls.js';

/** What such a table is called; one of anything else is read for its own sake. */
const HOLDS_MESSAGES = /outbox|inbox|event|message|job|queue|change_?log/i;

export function isToldByTable(
  effects: Effects,
  graph: CallGraph,
  reference: FunctionReference,
  { invalidations, entities }: KeyGroup,
): boolean {
  const isTold = ({ operation, entity: written }: DatabaseCall): boolean =>
    operation === 'insert' &&
    HOLDS_MESSAGES.test(written.name) &&
    // What is cached is asked for itself.
    entities.every(({ entity }) => !isSameEntity(entity, written));
  const messages = effects
    .of(reference)
    .flatMap((effect) => (effect.kind === 'database' && isTold(effect.call) ? [effect.call] : []));
  if (messages.length === 0) return false;
  const told = new Set(messages.map(({ entity }) => entity.identity));
  // Who takes messages away, or notes that they are passed on, has read them.
  const readsOne = (reader: FunctionReference): boolean =>
    effects
      .of(reader)
      .some(
        (effect) =>
          effect.kind === 'database' &&
          effect.call.operation !== 'insert' &&
          told.has(effect.call.entity.identity),
      );
  return invalidations.some(
    ({ function: owner, effect }) =>
      messages.some((message) => !isOfOtherKind(message, effect)) &&
      (readsOne(owner) || graph.callersOf(owner).some((caller) => readsOne(caller.function))),
  );
}

/** `{ kind: 'mail' }` of a message, where the delete stands in `case 'company'` of a switch over `message.kind`. */
function isOfOtherKind({ data = [] }: DatabaseCall, { branches }: CacheEffect): boolean {
  return branches.some((step) => {
    const { what, to } = comparedIn(step) ?? {};
    if (what?.kind !== 'member') return false;
    const given = data.map((row) => fieldOf(row, what.name));
    return given.length > 0 && given.every((kind) => kind?.kind === 'constant' && kind.value !== to);
  });
}
