/**
 * Adds a declaration to the end of a file. In: the file and the declaration. Out: one change, or none when the file
 * declares something of that name; undefined when the name is used for something else. Pure.
 */
import { type FunctionDeclaration, SyntaxKind } from 'ts-morph';
import type { DeclareEdit } from '../../../shared/src/finding.js';
import type { EditedFile } from './editedFile.js';
import { inQuotesOf } from './replace.js';
import type { TextChange } from './textChange.js';

export function declare(file: EditedFile, edit: DeclareEdit): readonly TextChange[] | undefined {
  const { source, newline, indentation } = file;
  const known = source.getFunction(edit.name);
  if (known) return takesTheSame(known, edit) ? [] : undefined;
  const isTaken = source
    .getDescendantsOfKind(SyntaxKind.Identifier)
    .some((name) => name.getText() === edit.name);
  if (isTaken) return undefined;
  const lines = inQuotesOf(file, file.isTyped ? edit.typed : edit.untyped)
    .split('\n')
    .map((line) => line.replace(/^(?: {2})+/, (spaces) => indentation.repeat(spaces.length / 2)));
  const end = file.text.length;
  const gap = file.text.endsWith('\n') ? newline : newline + newline;
  return [{ start: end, end, newText: `${gap}${lines.join(newline)}${newline}` }];
}

/** The author may have changed the types, but a function of that name may also be another one. */
function takesTheSame(known: FunctionDeclaration, { name, untyped }: DeclareEdit): boolean {
  const names = known.getParameters().map((parameter) => parameter.getName());
  return untyped.includes(`function ${name}(${names.join(', ')})`);
}
