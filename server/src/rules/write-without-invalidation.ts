/**
 * A database write that leaves a cached copy as it was. Reported at the write, once for each pattern, unless
 * the function, or every caller of it, deletes or overwrites the copy.
 */
import type { Confidence, RelatedLocation } from '../../../shared/src/finding.js';
import { isHole } from '../../../shared/src/keyPattern.js';
import { isTestFile, type UnmetObligation } from '../model/obligations.js';
import type { WorkspaceModel } from '../model/workspaceModel.js';
import { endsSoon, lifeOf, outlivesStaleness } from './copyLife.js';
import { explainObligation } from './obligationExplanation.js';
import type { DraftFinding, Rule } from './rule.js';

export const writeWithoutInvalidation: Rule = {
  id: 'write-without-invalidation',
  review(model, settings) {
    const cached = model.groups.filter((group) => outlivesStaleness(group, settings));
    // One call may write rows of several entities that are in one value.
    const found = new Map<string, DraftFinding>();
    for (const write of model.databaseWrites) {
      const { site } = write.effect;
      if (isTestFile(site.file)) continue;
      for (const group of cached) {
        const unmet = model.unmetObligation(write, group);
        const key = `${site.file}#${site.call}#${group.text}`;
        if (!unmet || found.get(key)?.confidence === 'likely') continue;
        found.set(key, finding(model, unmet));
      }
    }
    return [...found.values()];
  },
};

const OPERATIONS = {
  insert: 'new',
  update: 'update of',
  upsert: 'update of',
  delete: 'delete of',
  read: 'read of',
};

function finding(model: WorkspaceModel, unmet: UnmetObligation): DraftFinding {
  const { write, group } = unmet;
  const { call, site } = write.effect;
  return {
    confidence: confidenceOf(unmet),
    span: model.nameSpan(site),
    key: group.text,
    message: [
      `This ${OPERATIONS[call.operation]} \`${call.entity.name}\` leaves \`${group.text}\` in the cache ${lifeOf(group)}.`,
      'Readers keep getting the old data.',
      advice(model, unmet),
    ].join(' '),
    related: story(model, unmet),
    explanation: explainObligation(model, unmet),
  };
}

/**
 * Rows followed from a read say what is cached; a type annotation only names it, and what is computed from
 * columns of all rows rarely changes with one of them.
 */
function confidenceOf({ entity, group, unresolved }: UnmetObligation): Confidence {
  const isOfSome = group.pattern.parts.some(isHole);
  const isCopy = entity.site !== undefined && !entity.computed && (entity.whole || isOfSome);
  // What only comes along, or is summed up beside counts, is meant to be as fresh as a short life makes it.
  const isMinor = (entity.along || group.summarises) && endsSoon(group);
  return isCopy && !isMinor && !unresolved ? 'likely' : 'possible';
}

function advice(model: WorkspaceModel, unmet: UnmetObligation): string {
  const names = unmet.group.invalidations.map((use) => model.functionName(use.function));
  // A handler has no name that could be called; prefer a function.
  const example = names.find((name) => /^[\w.]+$/.test(name)) ?? names[0];
  return example
    ? `Delete the key after the write, as \`${example}\` does.`
    : 'Delete the key after the write.';
}

/** In the order a reader needs it: where the data is read, where it is cached, who else cleans up. */
function story(model: WorkspaceModel, unmet: UnmetObligation): readonly RelatedLocation[] {
  const { group, entity, write, callersWithout, callersWith } = unmet;
  const related: RelatedLocation[] = [];
  if (entity.site)
    related.push({ span: model.nameSpan(entity.site), message: 'The cached data is read here.' });
  const [filled] = group.writes;
  if (filled) {
    const site = filled.effect.chain[0] ?? filled.effect.site;
    related.push({ span: model.nameSpan(site), message: `It is cached here as \`${group.text}\`.` });
  }
  for (const use of group.invalidations.slice(0, 2)) {
    const site = use.effect.chain[0] ?? use.effect.site;
    related.push({
      span: model.nameSpan(site),
      message: `\`${model.functionName(use.function)}\` deletes it.`,
    });
  }
  if (callersWith > 0) {
    for (const caller of callersWithout.slice(0, 3)) {
      const span = model.nameSpan({ file: caller.frame.file, call: caller.call });
      related.push({ span, message: 'This caller does not delete it; others do.' });
    }
  }
  return related.filter(
    (location) =>
      location.span.start !== model.nameSpan(write.effect.site).start ||
      location.span.file !== write.effect.site.file,
  );
}
