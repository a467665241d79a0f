/**
 * Puts the changing part of a key into braces, so that it alone decides on the slot. In: the file and the edit. Out: changes
 * of the template that a function returns; undefined where it returns anything else, or more than one part. Pure.
 */
import { Node } from 'ts-morph';
import type { TagKeyEdit } from '../../../shared/src/finding.js';
import { keyAt } from './addToKey.js';
import type { EditedFile } from './editedFile.js';
import type { TextChange } from './textChange.js';

export function tagKey(file: EditedFile, { span }: TagKeyEdit): readonly TextChange[] | undefined {
  const template = keyAt(file, span);
  if (!Node.isTemplateExpression(template)) return undefined;
  const [part, ...others] = template.getTemplateSpans();
  if (!part || others.length > 0 || /[{}]/.test(template.getHead().getLiteralText())) return undefined;
  const [open, close] = [template.getHead().getEnd() - 2, part.getLiteral().getStart() + 1];
  return [
    { start: open, end: open, newText: '{' },
    { start: close, end: close, newText: '}' },
  ];
}
