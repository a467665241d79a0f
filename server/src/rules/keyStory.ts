/**
 * How a finding about a key came to be: where the data is read, how it reaches the cache, what the rule adds, and the
 * finding. In: a finding of a rule that follows keys through files. Out: the same with its explanation.
 */
import { firstSentence } from '../../../shared/src/explanation.js';
import type { RelatedLocation } from '../../../shared/src/finding.js';
import { outermostSite } from '../model/calls/sites.js';
import type { KeyGroup } from '../model/keys/keyGroups.js';
import type { WorkspaceModel } from '../model/workspaceModel.js';
import { byPlace, cacheSteps, placeOf } from './obligationExplanation.js';
import type { DraftFinding, Rule } from './rule.js';
import { listed } from './wordLists.js';

const MAXIMUM_DELETES = 6;

export function withKeyStory(
  model: WorkspaceModel,
  draft: DraftFinding,
  follows: NonNullable<Rule['follows']>,
): DraftFinding {
  const { key } = draft;
  if (draft.explanation || key === undefined) return draft;
  const group = model.groups.find(({ text }) => text === key);
  const conclusion = { span: draft.span, message: firstSentence(draft.message) };
  if (!group) {
    // A key that is nothing but an id is told from no other: each use stands for itself.
    const steps = [...(draft.related ?? []), conclusion];
    return {
      ...draft,
      explanation: { steps, dismissed: [], search: `Looked at this use of \`${key}\` alone.` },
    };
  }
  const story = [
    ...readSteps(model, group),
    ...cacheSteps(model, { group }),
    ...givenOut(model, group),
    ...(draft.related ?? []),
  ];
  // What the rule says of a place outranks what is said of every key.
  const steps = byPlace(story).filter((step) => placeOf(step) !== placeOf(conclusion));
  return {
    ...draft,
    explanation: {
      steps: [...steps, conclusion],
      dismissed: follows === 'life' ? deletes(model, group) : [],
      search: searchOf(model, group),
    },
  };
}

function readSteps(model: WorkspaceModel, { entities }: KeyGroup): readonly RelatedLocation[] {
  return entities.flatMap(({ site, entity }) =>
    site ? [{ span: model.code.nameSpan(site), message: `\`${entity.name}\` is read here.` }] : [],
  );
}

/** Where what is cached is asked for. */
function givenOut(model: WorkspaceModel, { reads }: KeyGroup): readonly RelatedLocation[] {
  return reads.slice(0, 1).map(({ effect, function: reference }) => ({
    span: model.code.nameSpan(outermostSite(effect)),
    message: `\`${model.code.functionName(reference)}\` reads it here.`,
  }));
}

/** They end the life of a copy as well, each after what calls it. */
function deletes(model: WorkspaceModel, { invalidations }: KeyGroup): readonly RelatedLocation[] {
  const found = invalidations.map(({ effect, function: reference }) => ({
    span: model.code.nameSpan(outermostSite(effect)),
    message: `\`${model.code.functionName(reference)}\` deletes it, but nothing says that every change leads there.`,
  }));
  return byPlace(found).slice(0, MAXIMUM_DELETES);
}

function searchOf(model: WorkspaceModel, group: KeyGroup): string {
  const { writes, reads, invalidations, text } = group;
  const uses = [
    counted(writes.length, 'write'),
    counted(reads.length, 'read'),
    counted(invalidations.length, 'delete'),
  ];
  const changes = model.databases.writesAffecting(group).length;
  const beside =
    group.entities.length > 0 ? `, and at ${counted(changes, 'database write')} of its rows` : '';
  return `Looked at ${listed(uses)} of \`${text}\`${beside}.`;
}

function counted(amount: number, noun: string): string {
  return `${amount === 0 ? 'no' : amount} ${noun}${amount === 1 ? '' : 's'}`;
}
