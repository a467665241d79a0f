/** Puts text into the place of other text. In: the file and the edit. Out: one change, in the file's own quotes. Pure. */
import { Node } from 'ts-morph';
import type { FixText, ReplaceEdit, SourceSpan } from '../../../shared/src/finding.js';
import type { EditedFile } from './editedFile.js';
import { saysTheSameAt } from './namesInScope.js';
import type { TextChange } from './textChange.js';

export function replace(file: EditedFile, { span, text }: ReplaceEdit): readonly TextChange[] | undefined {
  const change = span.end > file.text.length ? undefined : written(file, text, span.start);
  return change && [{ start: span.start, end: span.end, ...change }];
}

/**
 * The text of a fix as it stands in this file. The first part that is to be chosen is selected. Undefined where what is copied
 * would mean something else at `place`.
 */
export function written(
  file: EditedFile,
  text: FixText,
  place?: number,
): Pick<TextChange, 'newText' | 'selection'> | undefined {
  if (place !== undefined && !isKnownAt(file, text, place)) return undefined;
  let newText = '';
  let selection: TextChange['selection'];
  for (const part of text) {
    const start = newText.length;
    if (typeof part === 'string') newText += inQuotesOf(file, part);
    else if ('copy' in part) newText += file.text.slice(part.copy.start, part.copy.end);
    else if ('operand' in part) newText += operandAt(file, part.operand);
    else if ('said' in part) newText += asSaidNear(file, part.said, part.near);
    else if ('receiver' in part) {
      const before = file.text.slice(part.receiver.start, part.receiver.end);
      if (!/[^?\s]\s*\.\s*$/.test(before)) return undefined;
      newText += before.replace(/\s*\.\s*$/, '');
    } else {
      newText += inQuotesOf(file, part.select);
      selection ??= { start, end: newText.length };
    }
  }
  return selection ? { newText, selection } : { newText };
}

function isKnownAt(file: EditedFile, text: FixText, place: number): boolean {
  return text.every((part) => {
    const copied = typeof part === 'object' && 'copy' in part ? part.copy : undefined;
    return copied === undefined || copied.start === place || saysTheSameAt(file, copied, place);
  });
}

function operandAt(file: EditedFile, span: SourceSpan): string {
  const text = file.text.slice(span.start, span.end);
  const node = file.nodeAt(span);
  const isClosed =
    Node.isLeftHandSideExpression(node) && !Node.isNewExpression(node) && !Node.isNumericLiteral(node);
  return isClosed ? text : `(${text})`;
}

/** Names and members with the `!` and `?` that the text around writes behind them. */
function asSaidNear(file: EditedFile, said: string, { start, end }: SourceSpan): string {
  const near = file.text.slice(start, end);
  const names = said.split('.').map((name) => name.replace(/[^\w#]/g, '\\$&'));
  const pattern = new RegExp(`(?<![\\w.$])${names.join('[!?]?\\.')}(?![\\w$])(!(?!=))?`, 'g');
  const found = [...near.matchAll(pattern)].map(([text]) => text);
  return found.find((text) => text !== said) ?? memberOfSure(near, said, names) ?? said;
}

/** `save(row!)`: `row!.id` of `row.id`. What holds the value is only sure to be there because the code says so. */
function memberOfSure(near: string, said: string, names: readonly string[]): string | undefined {
  const members = said.split('.');
  for (let length = names.length - 1; length > 0; length -= 1) {
    const sure = new RegExp(`(?<![\\w.$])${names.slice(0, length).join('!?\\.')}!(?![=.\\w$[(])`);
    if (sure.test(near)) return `${members.slice(0, length).join('.')}!.${members.slice(length).join('.')}`;
  }
  return undefined;
}

/** Texts of fixes are written with single quotes and hold no others. */
export function inQuotesOf(file: EditedFile, text: string): string {
  return text.includes("'") ? text.replaceAll("'", file.quote) : text;
}
