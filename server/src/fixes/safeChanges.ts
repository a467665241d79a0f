/**
 * What "fix all" does to a file. In: the file and its findings. Out: the changes of the safe fixes; of two fixes that
 * want the same text, the first is made and the other waits for the next time. Pure.
 */
import type { Finding } from '../../../shared/src/finding.js';
import { changesOfFix } from './changesOfFix.js';
import type { EditedFile } from './editedFile.js';
import { overlaps, type TextChange } from './textChange.js';

export function safeChanges(file: EditedFile, findings: readonly Finding[]): readonly TextChange[] {
  const changes: TextChange[] = [];
  for (const finding of findings) {
    // What may not be a defect at all is not repaired without looking.
    const fix =
      finding.confidence === 'possible' ? undefined : finding.fixes.find(({ kind }) => kind === 'safe');
    if (!fix) continue;
    const own = changesOfFix(file, fix);
    if (own.some((change) => overlaps(change, changes))) continue;
    // What two fixes declare is declared once.
    const further = own.filter((change) => !changes.some((other) => isSame(change, other)));
    changes.push(...further.map(({ start, end, newText }) => ({ start, end, newText })));
  }
  return changes;
}

function isSame(a: TextChange, b: TextChange): boolean {
  return a.start === b.start && a.end === b.end && a.newText === b.newText;
}
