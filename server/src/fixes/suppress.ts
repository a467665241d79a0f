/**
 * Silences one finding with a comment that says why. In: the text of the file, the rule, the line. Out: one
 * change, with the reason selected. Pure.
 */
import type { RuleId } from '../../../shared/src/ruleCatalogue.js';
import type { TextChange } from './textChange.js';

/** `line` starts at 1. The comment gets a line of its own above it, indented alike. */
export function suppressNextLine(text: string, rule: RuleId, line: number): TextChange {
  let start = 0;
  for (let passed = 1; passed < line; passed++) start = text.indexOf('\n', start) + 1;
  const indentation = /^[ \t]*/.exec(text.slice(start, start + 200))?.[0] ?? '';
  const opening = `${indentation}// cache-review-ignore-next-line ${rule} -- `;
  const newline = text.includes('\r\n') ? '\r\n' : '\n';
  const selection = { start: opening.length, end: opening.length + 'reason'.length };
  return { start, end: start, newText: `${opening}reason${newline}`, selection };
}
