/**
 * A read of everything in a list, set or hash that only ever grows. Reported at the read; that the collection grows is
 * reported where members are added.
 */
import { siteKey } from '../model/calls/sites.js';
import { readsAll } from '../model/commands/collections.js';
import { commandName, speaksRedis } from '../model/commands/commands.js';
import type { KeyGroup } from '../model/keys/keyGroups.js';
import type { KeyUse } from '../model/keys/keyUses.js';
import { isServing } from '../model/keys/serving.js';
import type { WorkspaceModel } from '../model/workspaceModel.js';
import type { DraftFinding, Rule } from './rule.js';
import { additionsWithoutEnd } from './unbounded-collection.js';

export const readsWholeCollection: Rule = {
  id: 'reads-whole-collection',
  review(model, { words }) {
    const findings = new Map<string, DraftFinding>();
    for (const group of model.groups) {
      const [addition] = additionsWithoutEnd(model, group, words);
      if (!addition) continue;
      for (const use of group.reads) {
        const { effect } = use;
        if (!isServing(use) || effect.script || !speaksRedis(effect.client) || !readsAll(effect)) continue;
        findings.set(siteKey(effect.site), finding(model, group, use, addition));
      }
    }
    return [...findings.values()];
  },
};

function finding(
  model: WorkspaceModel,
  { text }: KeyGroup,
  { effect }: KeyUse,
  addition: KeyUse,
): DraftFinding {
  return {
    confidence: 'likely',
    span: model.code.nameSpan(effect.site),
    key: text,
    message: [
      `This \`${commandName(effect).toUpperCase()}\` reads all of \`${text}\`, which grows without an end.`,
      'The server does nothing else until it has put all of it together, which takes a little longer each day.',
      'Read it in parts, with a range or `SCAN`, or bound it where members are added.',
    ].join(' '),
    related: [{ span: model.code.nameSpan(addition.effect.site), message: 'Members are added here.' }],
  };
}
