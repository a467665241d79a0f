/**
 * What stands around a key pattern in the code besides its cache calls: the database writes on what it holds, and
 * the functions that build its keys or give its values. In: the model and a group. Out: places, in order.
 */
import { toGlob } from '../../../../shared/src/keyPattern.js';
import type { CopyBehind, DatabaseWriteSite, PatternFunction } from '../../../../shared/src/protocol.js';
import type { DatabaseWrite } from '../databases/databaseWrites.js';
import type { FunctionReference } from '../evaluation/values.js';
import { functionKey } from '../evaluation/values.js';
import { isTestFile } from '../testFiles.js';
import type { WorkspaceModel } from '../workspaceModel.js';
import type { KeyGroup } from './keyGroups.js';

/** State is no copy of rows, so nothing has to be done after a write. */
export function databaseWritesOn(
  model: WorkspaceModel,
  group: KeyGroup,
  isAccepted: (group: KeyGroup) => boolean,
): readonly DatabaseWriteSite[] {
  if (group.nature !== 'cache') return [];
  const sites = model.databases.writesAffecting(group).flatMap((write): readonly DatabaseWriteSite[] => {
    const {
      site,
      effect: { call },
    } = write;
    if (isTestFile(site.file)) return [];
    return [
      {
        span: model.code.callSpan(site),
        functionName: model.code.functionName(write.function),
        command: call.operation,
        entity: call.entity.name,
        copy: copyBehind(model, write, group, isAccepted),
      },
    ];
  });
  return sites.sort(byPlace);
}

function copyBehind(
  model: WorkspaceModel,
  write: DatabaseWrite,
  group: KeyGroup,
  isAccepted: (group: KeyGroup) => boolean,
): CopyBehind {
  if (model.databases.unmetObligation(write, group)) return isAccepted(group) ? 'accepted' : 'left';
  return model.databases.changesCopy(write, group) ? 'changed' : 'accepted';
}

export function functionsOf(model: WorkspaceModel, group: KeyGroup): readonly PatternFunction[] {
  const builders = model.keys.keyBuilders.get(toGlob(group.pattern)) ?? [];
  return [
    ...builders.map((reference) => placeOf(model, reference, 'key-builder')),
    ...cachedFunctions(group).map((reference) => placeOf(model, reference, 'cached-function')),
  ].sort(byPlace);
}

/** Functions that read a key and fill it, or wrap a loader. */
function cachedFunctions(group: KeyGroup): readonly FunctionReference[] {
  if (group.nature !== 'cache') return [];
  const readers = new Set(group.reads.map((use) => functionKey(use.function)));
  const found = new Map<string, FunctionReference>();
  for (const use of group.writes) {
    const key = functionKey(use.function);
    if (use.function.index > 0 && readers.has(key)) found.set(key, use.function);
  }
  return [...found.values()];
}

function placeOf(
  model: WorkspaceModel,
  reference: FunctionReference,
  role: PatternFunction['role'],
): PatternFunction {
  return { span: model.code.functionSpan(reference), functionName: model.code.functionName(reference), role };
}

function byPlace(a: Pick<PatternFunction, 'span'>, b: Pick<PatternFunction, 'span'>): number {
  if (a.span.file !== b.span.file) return a.span.file < b.span.file ? -1 : 1;
  return a.span.start - b.span.start;
}
