/**
 * Queues that a container hands in: `@InjectQueue('mail') queue: Queue`. In: the decorators of a parameter or a field. Out:
 * the queue, as if it had been constructed there.
 */
import type { DecoratorFact } from '../../facts/fileFacts.js';
import type { Evaluation } from './evaluation.js';
import type { Frame } from './frame.js';
import type { Value } from './values.js';

const DEFAULT_QUEUE: Value = { kind: 'constant', value: 'default' };

export function injectedQueue(
  evaluation: Evaluation,
  frame: Frame,
  decorators: readonly DecoratorFact[],
): Value | undefined {
  const decorator = decorators.find(({ name }) => name === 'InjectQueue');
  if (!decorator) return undefined;
  const [name] = decorator.arguments;
  const queue = name ? evaluation.evaluate(frame, name) : DEFAULT_QUEUE;
  return { kind: 'constructed', module: 'bullmq', path: ['Queue'], arguments: [queue] };
}
