/**
 * Versions in a key that a column of some row holds: a change of the column makes every copy under the old key
 * unreachable. In: the key of a write. Out: the names of such columns, and whether the cached row itself has one.
 */
import { someValue, type Value, walkValue } from '../evaluation/values.js';

const CHANGE_NAMES = /^((updated|modified|changed)_?(at|on)?|version|revision|rev|etag|last_?modified)$/i;

/** The version of something, as rows have it that others are versioned by; one of the program's own never changes. */
const VERSION_OF =
  /(?<!^(api|app|client|schema|cache|key|build|package))_?(version|revision|epoch|generation)$/i;

/** Whether the key carries the row's own version or time of change. */
export function carriesChange(key: Value): boolean {
  return someValue(key, (part) => {
    const name = columnOf(part) ?? columnCounted(part);
    return name !== undefined && CHANGE_NAMES.test(name);
  });
}

/** `_max.updatedAt` of what is counted over the rows. */
function columnCounted(part: Value): string | undefined {
  if (part.kind !== 'method') return undefined;
  return someValue(part.object, (one) => one.kind === 'derived' && one.counts === true)
    ? part.name
    : undefined;
}

/** `authzVersion` of `abilities:${user.id}:${user.authzVersion}`. */
export function versionColumnsIn(key: Value): readonly string[] {
  const found: string[] = [];
  walkValue(key, (part) => {
    const name = columnOf(part);
    if (name !== undefined && VERSION_OF.test(name)) found.push(name);
    return true;
  });
  return found;
}

/** The member of a row, or of an object that is handed over. */
function columnOf(part: Value): string | undefined {
  if (part.kind === 'rows') return part.rows.path.at(-1);
  return part.kind === 'parameter' ? part.path.at(-1) : undefined;
}
