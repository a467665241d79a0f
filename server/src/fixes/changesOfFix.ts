/**
 * Turns the description of a fix into changes of texts. In: the files as they are now, and the fix. Out: for every
 * file changes that do not overlap; none at all as soon as one edit finds something else in its place. Pure.
 */
import type { FixDescription, FixEdit } from '../../../shared/src/finding.js';
import { addArgument } from './addArgument.js';
import { addImport } from './addImport.js';
import { addParameter, addToKey } from './addToKey.js';
import { addTtl } from './addTtl.js';
import { declare } from './declare.js';
import type { EditedFile } from './editedFile.js';
import { keyByUser } from './keyByUser.js';
import { parameterDefault } from './parameterDefault.js';
import { pipelineLoop } from './pipelineLoop.js';
import { removeSuppression } from './removeSuppression.js';
import { replace } from './replace.js';
import { replaceTtl } from './replaceTtl.js';
import { rewriteTtl } from './rewriteTtl.js';
import { runAfter } from './runAfter.js';
import { scaleTtl } from './scaleTtl.js';
import { sendAlso } from './sendAlso.js';
import { insertStatement, moveStatement, removeStatement } from './statements.js';
import { tagKey } from './tagKey.js';
import { takeAtOnce } from './takeAtOnce.js';
import { overlaps, type TextChange } from './textChange.js';
import { translateResult } from './translateResult.js';
import { waitFor } from './waitFor.js';

/** A file by its path, with the text that was reviewed; undefined when there is none. */
export type FileOfFix = (file: string) => EditedFile | undefined;

export type ChangesByFile = ReadonlyMap<EditedFile, readonly TextChange[]>;

const NOTHING: ChangesByFile = new Map();

/** Without any other edit, what is declared goes into the file `home`. */
export function changesByFile(fix: FixDescription, fileOf: FileOfFix, home?: string): ChangesByFile {
  const changes = new Map<EditedFile, TextChange[]>();
  for (const edit of fix.edits) {
    const name = fileOfEdit(edit, fix) ?? home;
    const file = name === undefined ? undefined : fileOf(name);
    const made = file && changesOfEdit(file, edit);
    if (!file || !made) return NOTHING;
    const others = changes.get(file) ?? [];
    if (made.some((change) => overlaps(change, others))) return NOTHING;
    changes.set(file, [...others, ...made]);
  }
  return changes;
}

/** The changes of a fix that only concerns one file. */
export function changesOfFix(file: EditedFile, fix: FixDescription): readonly TextChange[] {
  return changesByFile(fix, (name) => (name === file.name ? file : undefined), file.name).get(file) ?? [];
}

/** What is declared stands where the first of the other edits is made. */
function fileOfEdit(edit: FixEdit, { edits }: FixDescription): string | undefined {
  if (edit.kind === 'import') return edit.file;
  if (edit.kind === 'take-at-once') return edit.write.file;
  if (edit.kind !== 'declare') return ('span' in edit ? edit.span : edit.call).file;
  const other = edits.find(({ kind }) => kind !== 'declare');
  return other && fileOfEdit(other, { title: '', kind: 'safe', edits: [] });
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
    case 'replace-ttl':
      return replaceTtl(file, edit);
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
    case 'pipeline-loop':
      return pipelineLoop(file, edit);
    case 'tag-key':
      return tagKey(file, edit);
    case 'key-by-user':
      return keyByUser(file, edit);
    case 'take-at-once':
      return takeAtOnce(file, edit);
    case 'run-after':
      return runAfter(file, edit);
    case 'wait-for':
      return waitFor(file, edit);
    case 'send-also':
      return sendAlso(file, edit);
    case 'add-to-key':
      return addToKey(file, edit);
    case 'add-parameter':
      return addParameter(file, edit);
    case 'add-argument':
      return addArgument(file, edit);
    case 'parameter-default':
      return parameterDefault(file, edit);
    case 'import':
      return addImport(file, edit);
    case 'declare':
      return declare(file, edit);
    case 'remove-suppression':
      return removeSuppression(file, edit);
  }
}
