/**
 * A function that only deletes cached keys, and that nobody calls: whoever wrote it meant the copies to be deleted, and
 * nothing else deletes them. Reported at the function.
 */
import type { UnusedInvalidator } from '../model/keys/unusedInvalidators.js';
import type { WorkspaceModel } from '../model/workspaceModel.js';
import { cachedAt, endsSoon, lifeOf, outlivesStaleness } from './copyLife.js';
import type { DraftFinding, Rule } from './rule.js';

export const unusedInvalidator: Rule = {
  id: 'unused-invalidator',
  follows: 'key',
  comparesFolder: true,
  review(model, settings) {
    return model.keys
      .unusedInvalidators()
      .filter(({ group }) => outlivesStaleness(group, settings) && !endsSoon(group))
      .map((unused) => finding(model, unused));
  },
};

function finding(model: WorkspaceModel, { function: reference, group }: UnusedInvalidator): DraftFinding {
  return {
    confidence: 'likely',
    span: model.code.functionSpan(reference),
    key: group.text,
    message: [
      `Nobody calls \`${model.code.functionName(reference)}\`, and nothing else deletes \`${group.text}\`.`,
      `What is cached there goes on ${lifeOf(group)}, whatever is written meanwhile.`,
      'Call it after the writes, or remove it.',
    ].join(' '),
    related: cachedAt(model, group),
  };
}
