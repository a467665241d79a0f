/**
 * Waits for a call. In: the file and the edit. Out: `await` before it, and `async` before its function where that has none yet;
 * undefined where the function says that it gives no promise. Pure.
 */
import type { WaitForEdit } from '../../../shared/src/finding.js';
import type { EditedFile } from './editedFile.js';
import { waitingIn } from './runAfter.js';
import type { TextChange } from './textChange.js';

export function waitFor(file: EditedFile, { call: span }: WaitForEdit): readonly TextChange[] | undefined {
  const call = file.callAt(span);
  const learned = call && waitingIn(call, true);
  return learned && [...learned, { start: span.start, end: span.start, newText: 'await ' }];
}
