/** How rules write down what a fix changes: edits of calls, in terms of their spans. */
import type { FixEdit, FixText, ReplaceEdit, SourceSpan } from '../../../shared/src/finding.js';

export function replaceWith(span: SourceSpan, ...text: FixText): ReplaceEdit {
  return { kind: 'replace', span, text };
}

export function insertBefore({ file, start, line, column }: SourceSpan, ...text: FixText): FixEdit {
  const span = { file, start, end: start, line, column, endLine: line, endColumn: column };
  return { kind: 'replace', span, text };
}

export function insertAfter({ file, end, endLine, endColumn }: SourceSpan, ...text: FixText): FixEdit {
  const span = { file, start: end, end, line: endLine, column: endColumn, endLine, endColumn };
  return { kind: 'replace', span, text };
}
