/**
 * An object out of a cache in memory that its reader changes, and with it what the next reader gets. Judged for caches
 * that are filled with what was loaded on a miss; what is put back, counted up or only kept in memory is left alone.
 */

import type { FixDescription } from '../../../shared/src/finding.js';
import { formatKeyPattern, hasText } from '../../../shared/src/keyPattern.js';
import { isSameSite, siteKey } from '../model/calls/sites.js';
import { patternsOf } from '../model/evaluation/patterns.js';
import { append } from '../model/lists.js';
import type { HeldChange } from '../model/loads/heldChanges.js';
import type { WorkspaceModel } from '../model/workspaceModel.js';
import { replaceWith } from './fixEdits.js';
import type { DraftFinding, Rule } from './rule.js';
import { isServingFile } from './servedCode.js';

export const cachedObjectMutated: Rule = {
  id: 'cached-object-mutated',
  review(model) {
    const changes = new Map<string, HeldChange[]>();
    for (const change of model.loads.heldChanges()) {
      if (!isServingFile(change.file)) continue;
      // Whoever changes one member goes on to change others of the same object.
      append(changes, `${change.file}#${change.function}#${siteKey(change.heldBy)}`, change);
    }
    return [...changes.values()].flatMap(([first, ...others]) =>
      first ? finding(model, first, others) : [],
    );
  },
};

const MAXIMUM_OTHERS = 3;

function finding(model: WorkspaceModel, change: HeldChange, others: readonly HeldChange[]): DraftFinding {
  const [pattern] = patternsOf(change.key).filter(hasText);
  const text = pattern && formatKeyPattern(pattern);
  return {
    confidence: 'likely',
    span: model.code.spanOf(change.file, change.range),
    ...(text !== undefined && { key: text }),
    message: [
      `This changes the object that the cache holds${text === undefined ? '' : ` under \`${text}\``}.`,
      'Whoever reads it next gets what this request made of it, until the entry expires.',
      'Change a copy: `{ ...value }`, or `structuredClone(value)` where more than the first level changes.',
    ].join(' '),
    // A change through another read needs a copy of its own.
    fixes: others.every((other) => isSameRead(other, change)) ? fixesFor(model, change) : [],
    related: [
      { span: model.code.nameSpan(change.heldBy), message: 'This cache gives the object that it holds.' },
      ...others.slice(0, MAXIMUM_OTHERS).map(({ file, range }) => ({
        span: model.code.spanOf(file, range),
        message: 'The same here.',
      })),
    ],
  };
}

/** A copy of its own for who changes it. Of classes and functions it keeps nothing, so its author has to look. */
function fixesFor(model: WorkspaceModel, { read }: HeldChange): readonly FixDescription[] {
  if (!read) return [];
  const call = model.code.callSpan(read);
  return [
    {
      title: 'Change a copy',
      kind: 'suggestion',
      edits: [replaceWith(call, 'structuredClone(', { copy: call }, ')')],
    },
  ];
}

function isSameRead({ read: a }: HeldChange, { read: b }: HeldChange): boolean {
  return a && b ? isSameSite(a, b) : a === b;
}
