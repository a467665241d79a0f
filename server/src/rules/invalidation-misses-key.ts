/**
 * A delete whose key nobody writes, almost like one that is written: other separators, a misspelled word, parts in
 * another order, a part more or less; and deletes whose keys are given as the client does not read them. Reported at the
 * delete; the write that leaves the copy is not reported as well.
 */
import type { Explanation, FixDescription, RelatedLocation } from '../../../shared/src/finding.js';
import { outermostSite } from '../model/calls/sites.js';
import type { WorkspaceModel } from '../model/workspaceModel.js';
import { cachedAt, lifeOf } from './copyLife.js';
import { replaceWith } from './fixEdits.js';
import { keyInPlace } from './keyInPlace.js';
import { type Miss, missesIn } from './missedDelete.js';
import { cacheSteps } from './obligationExplanation.js';
import type { DraftFinding, Rule } from './rule.js';
import { uselessDeleteFindings } from './uselessDeletes.js';

export const invalidationMissesKey: Rule = {
  id: 'invalidation-misses-key',
  comparesFolder: true,
  review: (model, settings) => [
    ...missesIn(model, settings).map((miss) => finding(model, miss)),
    ...uselessDeleteFindings(model),
  ],
};

function finding(model: WorkspaceModel, miss: Miss): DraftFinding {
  const { group, text, use, confidence } = miss;
  const fix = fixOf(model, miss);
  return {
    confidence,
    span: model.code.nameSpan(outermostSite(use.effect)),
    key: group.text,
    message: [
      `Nothing is ever written under \`${text}\`: the copy is kept as \`${group.text}\`${DIFFERENCES[miss.difference]}.`,
      `This deletes nothing, and readers keep getting the old data ${lifeOf(group)}.`,
      'Build both keys with one function.',
    ].join(' '),
    related: cachedAt(model, miss.group),
    explanation: explain(model, miss),
    ...(fix && { fixes: [fix] }),
  };
}

const DIFFERENCES: Readonly<Record<Miss['difference'], string>> = {
  separators: ', with other separators or capitals',
  spelling: ', spelled otherwise',
  order: ', in another order',
  more: ', without one of the parts',
  less: ', with more after or before it',
};

function explain(model: WorkspaceModel, { group, use, text, functions }: Miss): Explanation {
  const others = group.invalidations.map(
    ({ effect, function: owner }): RelatedLocation => ({
      span: model.code.nameSpan(outermostSite(effect)),
      message: `\`${model.code.functionName(owner)}\` deletes \`${group.text}\`, but on another way.`,
    }),
  );
  return {
    steps: [
      ...cacheSteps(model, { group }),
      { span: model.code.nameSpan(outermostSite(use.effect)), message: `This deletes \`${text}\`.` },
    ],
    dismissed: others.slice(0, MAXIMUM_DISMISSED),
    search: `Looked at every key of the workspace that is read or written, none of which can be \`${text}\`, and at ${callersOf(functions.length - 1)}.`,
  };
}

const MAXIMUM_DISMISSED = 12;

function callersOf(amount: number): string {
  return `${amount === 0 ? 'no' : amount} caller${amount === 1 ? '' : 's'}`;
}

function fixOf(model: WorkspaceModel, { group, use }: Miss): FixDescription | undefined {
  const site = outermostSite(use.effect);
  const [span] = model.code.argumentSpans(site, 1) ?? [];
  const key = use.effect.chain.length === 1 && span ? keyInPlace(model, use, group) : undefined;
  if (!span || key === undefined) return undefined;
  return {
    title: `Delete \`${group.text}\``,
    kind: 'suggestion',
    edits: [replaceWith(span, key)],
  };
}
