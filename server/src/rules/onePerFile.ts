/**
 * One finding for a habit: calls of one file that share a fault are reported at the first of them, and the others
 * are named beside it. In: places with what to say. Out: the first of each file, with the rest.
 */
import type { RelatedLocation } from '../../../shared/src/finding.js';
import type { Site } from '../model/calls/sites.js';
import type { WorkspaceModel } from '../model/workspaceModel.js';

export interface FaultOfHabit<Detail> {
  readonly site: Site;
  readonly detail: Detail;
}

export interface HabitOfFile<Detail> extends FaultOfHabit<Detail> {
  readonly others: readonly FaultOfHabit<Detail>[];
}

/** In order of the text, whatever the order of `faults`. */
export function onePerFile<Detail>(faults: readonly FaultOfHabit<Detail>[]): readonly HabitOfFile<Detail>[] {
  const byFile = new Map<string, FaultOfHabit<Detail>[]>();
  for (const fault of faults) byFile.set(fault.site.file, [...(byFile.get(fault.site.file) ?? []), fault]);
  return [...byFile.values()].flatMap((inFile) => {
    const [first, ...others] = inFile.sort((a, b) => a.site.call - b.site.call);
    return first ? [{ ...first, others }] : [];
  });
}

/** ` nor for 3 others in this file`, or nothing. */
export function othersInFile({ others }: { readonly others: readonly unknown[] }): string {
  if (others.length === 0) return '';
  return ` nor for ${others.length === 1 ? 'another' : `${others.length} others`} in this file`;
}

export function relatedOthers<Detail>(
  model: WorkspaceModel,
  { others }: HabitOfFile<Detail>,
  message: string,
): readonly RelatedLocation[] {
  return others.map(({ site }) => ({ span: model.code.nameSpan(site), message }));
}
