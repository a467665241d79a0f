/**
 * Writes a length of time otherwise. In: the file and the edit. Out: one change, in which the amount that stands there
 * may be kept; undefined when none stands there. Pure.
 */
import type { ReplaceTtlEdit } from '../../../shared/src/finding.js';
import type { EditedFile } from './editedFile.js';
import { written } from './replace.js';
import { amountAt } from './scaleTtl.js';
import type { TextChange } from './textChange.js';

export function replaceTtl(file: EditedFile, edit: ReplaceTtlEdit): readonly TextChange[] | undefined {
  const amount = amountAt(file, edit);
  const [before, after] = [written(file, edit.before), written(file, edit.after)];
  if (!amount || !before || !after) return undefined;
  const kept = edit.isDropped ? '' : amount.getText();
  const newText = `${before.newText}${kept}${after.newText}`;
  return [{ start: amount.getStart(), end: amount.getEnd(), newText }];
}
