/**
 * A key that different things share: an object in it becomes `[object Object]`, and parts with nothing between them
 * give one text for different values.
 */

import { outermostSite } from '../model/calls/sites.js';
import type { KeyGroup } from '../model/keys/keyGroups.js';
import { isServing } from '../model/keys/serving.js';
import type { WorkspaceModel } from '../model/workspaceModel.js';
import type { DraftFinding, Rule } from './rule.js';

export const ambiguousKey: Rule = {
  id: 'ambiguous-key',
  follows: 'key',
  review: (model) => model.groups.flatMap((group) => findingFor(model, group) ?? []),
};

function findingFor(model: WorkspaceModel, group: KeyGroup): DraftFinding | undefined {
  for (const use of [...group.writes, ...group.reads].filter(isServing)) {
    const object = model.keys.objectInKey(use);
    const joined = object === undefined ? model.keys.joinedPartsInKey(use) : undefined;
    const message =
      object === undefined ? joined && joinedMessage(group, joined) : objectMessage(group, object);
    if (!message) continue;
    return {
      confidence: 'likely',
      ...(object !== undefined && { severity: 'warning' }),
      span: model.code.nameSpan(outermostSite(use.effect)),
      key: group.text,
      message: message.join(' '),
    };
  }
  return undefined;
}

function objectMessage({ text }: KeyGroup, name: string): readonly string[] {
  return [
    `\`${name}\` is an object, so it stands as \`[object Object]\` in the key \`${text}\`.`,
    'Every object gives the same key, and all of them share one entry.',
    `Put the members that matter into the key, in a fixed order.`,
  ];
}

const NUMBERS = /\d$|id$|page|limit|offset|size|year|month|day|count|index/i;

function joinedMessage({ text }: KeyGroup, [first, second]: readonly [string, string]): readonly string[] {
  const example =
    NUMBERS.test(first) && NUMBERS.test(second)
      ? '1 and 23 give the same text as 12 and 3'
      : '`ab` and `c` give the same text as `a` and `bc`';
  return [
    `\`${first}\` and \`${second}\` follow each other in the key \`${text}\` with nothing between them.`,
    `Different values share one entry: ${example}.`,
    'Put a separator between them.',
  ];
}
