/**
 * The fix of a write that leaves copies behind. In: what is missing at a place. Out: the calls that delete the copies, behind
 * the write, with what they import.
 */
import type { FixDescription, FixEdit } from '../../../shared/src/finding.js';
import { goesAlong } from '../model/databases/affectedEntity.js';
import type { WritePlace } from '../model/databases/callerSearch.js';
import type { MissingCall } from '../model/databases/missingInvalidation.js';
import type { UnmetObligation } from '../model/databases/obligations.js';
import type { WorkspaceModel } from '../model/workspaceModel.js';
import { fixTextOf } from './fixEdits.js';
import { listed } from './wordLists.js';

interface MissingDelete extends MissingCall {
  readonly pattern: string;
}

function missingDelete(
  model: WorkspaceModel,
  unmet: UnmetObligation,
  place: WritePlace,
): MissingDelete | undefined {
  // Which rows went with others nobody can say behind the delete.
  const isUnsaid = unmet.givenList !== undefined || goesAlong(unmet.entity, unmet.write);
  const call = isUnsaid ? undefined : model.databases.missingCall(unmet, place);
  return call && { ...call, pattern: unmet.group.text };
}

/** One fix that deletes all that is left at a place; none where a part would stay. */
export function deletesAfter(
  model: WorkspaceModel,
  left: readonly UnmetObligation[],
  place: WritePlace,
): readonly FixDescription[] {
  const missing = left.flatMap((unmet) => missingDelete(model, unmet, place) ?? []);
  if (missing.length < left.length) return [];
  const patterns = listed(missing.map(({ pattern }) => `\`${pattern}\``));
  const names = listed([...new Set(missing.map(({ name }) => `\`${name}\``))]);
  return [
    {
      title: `Delete ${patterns} after the write, with ${names}`,
      kind: 'suggestion',
      edits: distinct(missing.flatMap((call) => editsFor(model, call))),
    },
  ];
}

/** One function may delete several of the copies. */
function distinct(edits: readonly FixEdit[]): readonly FixEdit[] {
  return [...new Map(edits.map((edit) => [JSON.stringify(edit), edit])).values()];
}

function editsFor(
  model: WorkspaceModel,
  { behind, synchronous, waits, parts, imports }: MissingDelete,
): readonly FixEdit[] {
  const text = [waits ? 'await ' : '', ...fixTextOf(model, behind.file, parts), ';'];
  return [
    { kind: 'run-after', call: model.code.callSpan(behind), text, ...(synchronous && { synchronous }) },
    ...imports.map((one) => ({ kind: 'import', file: behind.file, ...one }) as const),
  ];
}
