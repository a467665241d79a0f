/** How rules write down what a fix changes: edits of calls, in terms of their spans. */
import type { FixEdit, FixText, ReplaceEdit, SourceSpan } from '../../../shared/src/finding.js';
import type { WordingPart } from '../model/evaluation/wording.js';
import type { WorkspaceModel } from '../model/workspaceModel.js';

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

/** What the model says how to say, as text of a fix in the file it is said in. */
export function fixTextOf(model: WorkspaceModel, file: string, parts: readonly WordingPart[]): FixText {
  return parts.map((part) => {
    if (typeof part === 'string') return part;
    if ('copy' in part) return { copy: model.code.spanOf(file, part.copy) };
    return { said: part.said, near: model.code.spanOf(file, part.near) };
  });
}
