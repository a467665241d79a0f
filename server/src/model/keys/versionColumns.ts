/**
 * Versions in a key that a column of some row holds: a change of the column makes every copy under the old key
 * unreachable. In: the key of a write. Out: the names of such columns, and whether the cached row itself has one.
 */
import { argumentsFor } from '../calls/callerArguments.js';
import type { CallGraph } from '../calls/callGraph.js';
import type { Evaluation } from '../evaluation/evaluation.js';
import { someValue, type Value, walkValue } from '../evaluation/values.js';
import { isTestFile } from '../testFiles.js';

const CHANGE_NAMES = /^((updated|modified|changed)_?(at|on)?|version|revision|rev|etag|last_?modified)$/i;

/** The version of something, as rows have it that others are versioned by; one of the program's own never changes. */
const VERSION_OF =
  /(?<!^(api|app|client|schema|cache|key|build|package))_?(version|revision|epoch|generation)$/i;

/** Whether the key carries the row's own version or time of change. */
export function carriesChange(evaluation: Evaluation, graph: CallGraph, key: Value): boolean {
  return (
    versionNames(evaluation, graph, key).some((name) => CHANGE_NAMES.test(name)) ||
    someValue(key, (part) => CHANGE_NAMES.test(columnCounted(part) ?? ''))
  );
}

/** `_max.updatedAt` of what is counted over the rows. */
function columnCounted(part: Value): string | undefined {
  if (part.kind !== 'method') return undefined;
  return someValue(part.object, (one) => one.kind === 'derived' && one.counts === true)
    ? part.name
    : undefined;
}

/** `authzVersion` of `abilities:${user.id}:${user.authzVersion}`. */
export function versionColumnsIn(evaluation: Evaluation, graph: CallGraph, key: Value): readonly string[] {
  return versionNames(evaluation, graph, key).filter((name) => VERSION_OF.test(name));
}

/** What the parts of a key are called as columns of rows. */
function versionNames(evaluation: Evaluation, graph: CallGraph, key: Value): readonly string[] {
  const found: string[] = [];
  walkValue(key, (part) => {
    found.push(...columnsOf(evaluation, graph, part));
    return true;
  });
  return found;
}

/** The member of a row or of an object that is handed over, or what a parameter is given that is called like one. */
function columnsOf(evaluation: Evaluation, graph: CallGraph, part: Value): readonly string[] {
  if (part.kind !== 'parameter' || part.path.length > 0) {
    const name = memberName(part);
    return name === undefined ? [] : [name];
  }
  if (!CHANGE_NAMES.test(part.name) && !VERSION_OF.test(part.name)) return [];
  const given = argumentsFor(evaluation, graph, part, (file) => !isTestFile(file));
  // One that every caller writes out is a version of the program's own.
  if (given.length > 0 && given.every(({ kind }) => kind === 'constant')) return [];
  return [part.name, ...given.flatMap((value) => memberName(value) ?? [])];
}

function memberName(part: Value): string | undefined {
  if (part.kind === 'rows') return part.rows.path.at(-1);
  return part.kind === 'parameter' || part.kind === 'ambient' ? part.path.at(-1) : undefined;
}
