/**
 * Turns the description of a fix into changes of a file's text. In: the file as it is now, and the fix. Out: changes
 * that do not overlap; none as soon as one edit finds another file or something else in its place. Pure.
 */
import type { FixDescription, FixEdit } from '../../../shared/src/finding.js';
import { addTtl } from './addTtl.js';
import { declare } from './declare.js';
import type { EditedFile } from './editedFile.js';
import { removeSuppression } from './removeSuppression.js';
import { replace } from './replace.js';
import { rewriteTtl } from './rewriteTtl.js';
import { scaleTtl } from './scaleTtl.js';
import { insertStatement, moveStatement, removeStatement } from './statements.js';
import { overlaps, type TextChange } from './textChange.js';
import { translateResult } from './translateResult.js';

export function changesOfFix(file: EditedFile, fix: FixDescription): readonly TextChange[] {
  const changes: TextChange[] = [];
  for (const edit of fix.edits) {
    const made = isOf(file, edit) ? changesOfEdit(file, edit) : undefined;
    if (!made || made.some((change) => overlaps(change, changes))) return [];
    changes.push(...made);
  }
  return changes;
}

/** What belongs to another file would need its text. */
function isOf(file: EditedFile, edit: FixEdit): boolean {
  if (edit.kind === 'declare') return true;
  return ('span' in edit ? edit.span : edit.call).file === file.name;
}

/** Undefined when the edit cannot be made; it may also be that nothing needs to change. */
function changesOfEdit(file: EditedFile, edit: FixEdit): readonly TextChange[] | undefined {
  switch (edit.kind) {
    case 'add-ttl': {
      const changes = addTtl(file, edit);
      return changes.length > 0 ? changes : undefined;
    }
    case 'rewrite-ttl':
      return rewriteTtl(file, edit);
    case 'scale-ttl':
      return scaleTtl(file, edit);
    case 'translate-result':
      return translateResult(file, edit);
    case 'replace':
      return replace(file, edit);
    case 'insert-statement':
      return insertStatement(file, edit);
    case 'remove-statement':
      return removeStatement(file, edit);
    case 'move-statement':
      return moveStatement(file, edit);
    case 'declare':
      return declare(file, edit);
    case 'remove-suppression':
      return removeSuppression(file, edit);
  }
}
