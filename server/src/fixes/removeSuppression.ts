/**
 * Removes a suppression comment, or one rule from it. In: the file and the edit.
 * Out: one change; a comment that has its line to itself takes the line with it. Pure.
 */
import type { RemoveSuppressionEdit } from '../../../shared/src/finding.js';
import type { EditedFile } from './editedFile.js';
import type { TextChange } from './textChange.js';

export function removeSuppression(
  { text }: EditedFile,
  { span: { start, end }, what }: RemoveSuppressionEdit,
): readonly TextChange[] {
  const range = what === 'comment' ? commentRange(text, start, end) : ruleRange(text, start, end);
  return [{ ...range, newText: '' }];
}

type Range = Pick<TextChange, 'start' | 'end'>;

function commentRange(text: string, commentStart: number, commentEnd: number): Range {
  const { start, end } = withBraces(text, commentStart, commentEnd);
  const lineStart = text.lastIndexOf('\n', start - 1) + 1;
  const before = text.slice(lineStart, start);
  const after = /^[ \t]*(?:\r?\n|$)/.exec(text.slice(end))?.[0];
  if (after === undefined) return { start, end: end + (/^[ \t]*/.exec(text.slice(end))?.[0].length ?? 0) };
  if (before.trim() === '') return { start: lineStart, end: end + after.length };
  return { start: lineStart + before.trimEnd().length, end };
}

/** In JSX the braces around a comment belong to it. */
function withBraces(text: string, start: number, end: number): Range {
  const opening = /\{\s*$/.exec(text.slice(0, start));
  const closing = /^\s*\}/.exec(text.slice(end));
  return opening && closing ? { start: opening.index, end: end + closing[0].length } : { start, end };
}

/** With the comma that follows, or the one before the last. */
function ruleRange(text: string, start: number, end: number): Range {
  const following = /^\s*,\s*/.exec(text.slice(end));
  if (following) return { start, end: end + following[0].length };
  const preceding = /,\s*$/.exec(text.slice(0, start));
  return { start: preceding?.index ?? start, end };
}
