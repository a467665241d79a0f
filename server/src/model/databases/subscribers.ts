/**
 * Classes whose methods run with writes of an entity: `listenTo` and `afterUpdate`. In: such a class, or a call that may put one
 * into the list of a client, `dataSource.subscribers.push(this)`. Out: its entity and methods, or the class that is put there.
 */
import type { CallFact } from '../../facts/fileFacts.js';
import type { DatabaseLibrary } from '../../libraries/databaseLibrary.js';
import type { Entity } from '../../libraries/entityNames.js';
import type { Evaluation } from '../evaluation/evaluation.js';
import { type Frame, NO_CALLS } from '../evaluation/frame.js';
import type { Value } from '../evaluation/values.js';
import { entityOfValue } from './entityOfValue.js';

type ClassValue = Extract<Value, { kind: 'class' | 'instance' }>;

export interface Subscriber {
  /** Undefined when it listens to all, or to one that cannot be told. */
  readonly entity?: Entity;
  readonly methods: readonly {
    readonly name: string;
    readonly handler: Extract<Value, { kind: 'function' }>;
  }[];
}

/** What a subscriber says its entity by. */
const LISTENS = /^(listenTo|getSubscribedEntities)$/;

export function subscriberOf(evaluation: Evaluation, { file, index, frame }: ClassValue): Subscriber {
  const methods = evaluation.factsOf(file)?.classes[index]?.methods ?? [];
  const listens = methods.find((method) => LISTENS.test(method.name));
  const told =
    listens &&
    evaluation.returns.of(
      { kind: 'function', function: { file, index: listens.function }, frame },
      [],
      NO_CALLS,
    );
  const entity = told && entityOfValue(evaluation, told);
  const self: Value = { kind: 'instance', file, index, frame };
  return {
    ...(entity && { entity }),
    methods: methods
      .filter(({ name }) => /^(before|after)[A-Z]/.test(name))
      .map(({ name, function: own }) => ({
        name,
        handler: { kind: 'function', function: { file, index: own }, frame, self },
      })),
  };
}

/** `dataSource.subscribers.push(this)` */
export function subscribersPut(
  evaluation: Evaluation,
  frame: Frame,
  call: CallFact,
): readonly { readonly library: DatabaseLibrary; readonly subscriber: ClassValue }[] {
  const list = call.callee.kind === 'member' ? call.callee.object : undefined;
  if (list?.kind !== 'member' || list.name !== 'subscribers') return [];
  const client = evaluation.evaluate(frame, list.object);
  if (client.kind !== 'database' || !client.handle.library.hookDecorators?.subscribers) return [];
  const { library } = client.handle;
  return call.arguments
    .map((argument) => evaluation.evaluate(frame, argument))
    .flatMap((value) => (value.kind === 'instance' ? [{ library, subscriber: value }] : []));
}
