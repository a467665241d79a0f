/**
 * Silences one finding with a comment that says why. In: the file, the rule, the line. Out: one change, with
 * the reason selected; none where no comment can stand, inside of a template. Pure.
 */
import { ts } from 'ts-morph';
import type { RuleId } from '../../../shared/src/ruleCatalogue.js';
import type { EditedFile } from './editedFile.js';
import type { TextChange } from './textChange.js';

/** `line` starts at 1. The comment gets a line of its own above it, indented alike. */
export function suppressNextLine(file: EditedFile, rule: RuleId, line: number): readonly TextChange[] {
  const { text } = file;
  let start = 0;
  for (let passed = 1; passed < line; passed++) start = text.indexOf('\n', start) + 1;
  const form = commentForm(file, start);
  if (!form) return [];
  const indentation = /^[ \t]*/.exec(text.slice(start, start + 200))?.[0] ?? '';
  const opening = `${indentation}${form.opening}cache-review-ignore-next-line ${rule} -- `;
  const selection = { start: opening.length, end: opening.length + 'reason'.length };
  return [{ start, end: start, newText: `${opening}reason${form.closing}${file.newline}`, selection }];
}

interface CommentForm {
  readonly opening: string;
  readonly closing: string;
}

const LINE: CommentForm = { opening: '// ', closing: '' };
const JSX: CommentForm = { opening: '{/* ', closing: ' */}' };

/** How a comment is written at the start of a line. */
function commentForm(file: EditedFile, lineStart: number): CommentForm | undefined {
  if (lineStart === 0) return LINE;
  const source = file.source.compilerNode;
  const lineBreak = lineStart - 1;
  let node: ts.Node = source;
  for (let inner: ts.Node | undefined = node; inner; ) {
    node = inner;
    inner = node.getChildren(source).find((child) => child.pos <= lineBreak && lineBreak < child.end);
  }
  if (ts.isJsxText(node)) return JSX;
  // Between two tokens, which is where comments stand.
  if (lineBreak < node.getStart(source)) return LINE;
  return ts.isTemplateLiteralToken(node) || ts.isStringLiteral(node) ? undefined : LINE;
}
