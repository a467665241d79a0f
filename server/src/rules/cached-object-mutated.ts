/**
 * An object out of a cache in memory that its reader changes, and with it what the next reader gets. Judged for caches
 * that are filled with what was loaded on a miss; what is put back, counted up or only kept in memory is left alone.
 */

import type { FixDescription } from '../../../shared/src/finding.js';
import { formatKeyPattern, hasText } from '../../../shared/src/keyPattern.js';
import { siteKey } from '../model/calls/sites.js';
import { patternsOf } from '../model/evaluation/patterns.js';
import type { HeldChange } from '../model/loads/heldChanges.js';
import type { WorkspaceModel } from '../model/workspaceModel.js';
import { replaceWith } from './fixEdits.js';
import type { DraftFinding, Rule } from './rule.js';
import { isServingFile } from './servedCode.js';

export const cachedObjectMutated: Rule = {
  id: 'cached-object-mutated',
  review(model) {
    const findings = new Map<string, DraftFinding>();
    for (const change of model.loads.heldChanges()) {
      if (!isServingFile(change.file)) continue;
      // Whoever changes one member goes on to change others of the same object.
      const key = `${change.file}#${change.function}#${siteKey(change.heldBy)}`;
      const known = findings.get(key);
      findings.set(key, known ? withAnother(model, known, change) : finding(model, change));
    }
    return [...findings.values()];
  },
};

function finding(model: WorkspaceModel, change: HeldChange): DraftFinding {
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
    fixes: fixesFor(model, change),
    related: [
      { span: model.code.nameSpan(change.heldBy), message: 'This cache gives the object that it holds.' },
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

/** A second change through another read needs a copy of its own. */
function isSameRead(known: DraftFinding, fixes: readonly FixDescription[]): boolean {
  const spans = [known.fixes, fixes].map((list) => JSON.stringify(list?.map(({ edits }) => edits)));
  return spans[0] === spans[1];
}

const MAXIMUM_RELATED = 4;

function withAnother(model: WorkspaceModel, first: DraftFinding, change: HeldChange): DraftFinding {
  const { file, range } = change;
  const known = isSameRead(first, fixesFor(model, change)) ? first : { ...first, fixes: [] };
  const related = known.related ?? [];
  if (related.length >= MAXIMUM_RELATED) return known;
  return {
    ...known,
    related: [...related, { span: model.code.spanOf(file, range), message: 'The same here.' }],
  };
}
