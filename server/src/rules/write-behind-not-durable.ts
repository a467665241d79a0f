/**
 * New data that is written into the cache at once and into the database later, by a timer or a promise that nobody waits
 * for. Reported at the database write, where otherwise `write-through-order` would be.
 */

import { leftCopyFindings } from './leftCopies.js';
import type { Rule } from './rule.js';

export const writeBehindNotDurable: Rule = {
  id: 'write-behind-not-durable',
  review: (model, settings) =>
    leftCopyFindings(model, settings, 'behind', ({ group, write }) => [
      `\`${group.text}\` gets the new data now, and the \`${write.effect.call.entity.name}\` some time later.`,
      'When the process stops in between, or this write fails, what readers have seen is lost.',
      'Wait for the database, or leave the write to a queue that survives a crash.',
    ]),
};
