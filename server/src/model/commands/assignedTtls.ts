/**
 * Which life are the entries of a client given after it was made? `keyv.ttl = 60_000`, `cache.options.stdTTL = 60`. In: the client,
 * and the call that makes it. Out: the client, with that life in the place of the one that its options say.
 */
import type { AssignmentFact, CallIndex, Expression, FileFacts } from '../../facts/fileFacts.js';
import type { Evaluation } from '../evaluation/evaluation.js';
import type { Frame } from '../evaluation/frame.js';
import type { CacheClient, Value } from '../evaluation/values.js';
import { defaultTtlOf } from './clientOptions.js';

export function withAssignedTtl<V extends Value | undefined>(
  evaluation: Evaluation,
  frame: Frame,
  index: CallIndex,
  value: V,
): V {
  if (value?.kind !== 'cache' || !value.client.library.defaultTtl) return value;
  const { client } = value;
  const names = Object.keys(client.library.defaultTtl?.(client.major) ?? {});
  const assigned = frame.facts.assignments.filter(({ target }) => {
    if (target.kind !== 'member' || !names.includes(target.name)) return false;
    return isMadeBy(frame.facts, withoutOptions(target.object), index);
  });
  const lives = assigned.map((one) => lifeOf(evaluation, frame.file, client, one));
  const [life] = lives;
  if (life === undefined) return value;
  const defaultTtl = lives.every((other) => other === life) ? life : 'unknown';
  return { ...value, client: { ...client, defaultTtl } };
}

function lifeOf(
  evaluation: Evaluation,
  file: string,
  { library, major }: CacheClient,
  { target, value, function: index }: AssignmentFact,
): number | 'unknown' {
  const frame = evaluation.symbolicFrame({ file, index });
  if (!frame || target.kind !== 'member') return 'unknown';
  const fields = new Map([[target.name, evaluation.evaluate(frame, value)]]);
  return defaultTtlOf(library, major, { kind: 'record', fields, open: false }) ?? 0;
}

/** `cache` of `cache.options` */
function withoutOptions(object: Expression): Expression {
  return object.kind === 'member' && /^opt(ion)?s$/.test(object.name) ? object.object : object;
}

/** A variable, or a field of the class, that holds what the call makes. */
function isMadeBy(
  { bindings, classes, assignments }: FileFacts,
  object: Expression,
  index: CallIndex,
): boolean {
  const makes = (value: Expression | undefined): boolean => value?.kind === 'call' && value.call === index;
  if (object.kind === 'name') {
    const binding = bindings[object.binding];
    return makes(binding?.initializer) || binding?.assigned.some(makes) === true;
  }
  if (object.kind !== 'member' || object.object.kind !== 'this') return false;
  const { name } = object;
  return (
    classes.some(({ fields }) => fields.some((field) => field.name === name && makes(field.initializer))) ||
    assignments.some(
      ({ target, value }) =>
        target.kind === 'member' && target.object.kind === 'this' && target.name === name && makes(value),
    )
  );
}
