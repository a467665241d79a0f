/**
 * Gives a call what it leaves out. In: the file and the edit. Out: an argument more, with `undefined` for those before it,
 * or a property more of one that is written out; undefined where arguments are spread. Pure.
 */
import { Node } from 'ts-morph';
import type { AddArgumentEdit } from '../../../shared/src/finding.js';
import { insertAfter, mergeOption } from './addTtl.js';
import type { EditedFile } from './editedFile.js';
import { written } from './replace.js';
import type { TextChange } from './textChange.js';

export function addArgument(
  file: EditedFile,
  { call: span, argument, option, text }: AddArgumentEdit,
): readonly TextChange[] | undefined {
  const call = file.callAt(span);
  const value = written(file, text)?.newText;
  const given = call?.getArguments() ?? [];
  const last = given.at(-1);
  if (!call || value === undefined || !last || given.some(Node.isSpreadElement)) return undefined;
  const added = option === undefined ? value : `{ ${option}: ${value} }`;
  const present = given[argument];
  if (!present) {
    const skipped = Array.from({ length: argument - given.length }, () => 'undefined');
    return insertAfter(file, call, last, [...skipped, added], value);
  }
  if (/^(undefined|null)$/.test(present.getText())) {
    const start = added.lastIndexOf(value);
    const selection = { start, end: start + value.length };
    return [{ start: present.getStart(), end: present.getEnd(), newText: added, selection }];
  }
  if (option === undefined || !Node.isObjectLiteralExpression(present)) return undefined;
  return mergeOption(file, present, option, value);
}
