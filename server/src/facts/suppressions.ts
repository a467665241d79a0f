/**
 * Suppression comments, `// cache-review-ignore-next-line missing-ttl -- swept by the nightly job`, also as block
 * comments, in JSX, and for a whole file. In: the parsed file. Out: every comment that begins with the words,
 * whether or not it is complete. What only looks like one, in a text or in prose, is left out.
 */
import { ts } from 'ts-morph';
import type { SuppressedRuleFact, SuppressionFact } from './fileFacts.js';

const MARK = 'cache-review-ignore-';
const BEGINNING = /(\/\/[ \t]*|\/\*[\s*]*)(cache-review-ignore-(?:next-line|file))(?![\w-])/g;
const REASON = /(?:^|\s)--\s+(\S[\s\S]*)$/;
const NO_CODE = /^(?:\s|\/\/[^\n]*|\/\*[\s\S]*?\*\/|\{\s*\/\*[\s\S]*?\*\/\s*\})*/;

/** `lineStarts` holds the offset of the first character of each line. */
export function readSuppressions(
  source: ts.SourceFile,
  lineStarts: readonly number[],
): readonly SuppressionFact[] {
  const { text } = source;
  if (!text.includes(MARK)) return [];
  return [...text.matchAll(BEGINNING)]
    .filter((match) => startsComment(source, match.index))
    .map((match) => suppressionOf(text, match, lineStarts));
}

function suppressionOf(
  text: string,
  { index, 1: opening = '', 2: word = '' }: RegExpExecArray,
  lineStarts: readonly number[],
): SuppressionFact {
  const wordStart = index + opening.length;
  const wordEnd = wordStart + word.length;
  const isBlock = opening.startsWith('/*');
  const restEnd = endOf(text, isBlock ? '*/' : '\n', wordEnd);
  const end = isBlock ? Math.min(restEnd + 2, text.length) : restEnd;
  const rest = text.slice(wordEnd, restEnd);
  const reason = REASON.exec(rest);
  return {
    range: [index, end],
    wordRange: [wordStart, wordEnd],
    scope: word.endsWith('file') ? 'file' : 'line',
    line: lineOf(lineStarts, nextCode(text, index, end)),
    rules: readRules(reason ? rest.slice(0, reason.index) : rest, wordEnd),
    reason: reason?.[1]?.replace(/[\s*]+/g, ' ').trim() ?? '',
  };
}

function endOf(text: string, ending: string, from: number): number {
  const end = text.indexOf(ending, from);
  return end < 0 ? text.length : end;
}

/** The first word of every part; what follows it without a comma is no rule. */
function readRules(names: string, offset: number): readonly SuppressedRuleFact[] {
  return [...names.matchAll(/(?:^|,)[\s*]*([a-z][\w-]*)/gi)].map((match): SuppressedRuleFact => {
    const id = match[1] ?? '';
    const start = offset + match.index + match[0].length - id.length;
    return { id, range: [start, start + id.length] };
  });
}

/** Where the code goes on after a comment: other comments may stand between, and in JSX its brace. */
function nextCode(text: string, start: number, end: number): number {
  const isInBraces = text.slice(0, start).trimEnd().endsWith('{');
  const brace = isInBraces ? /^\s*\}/.exec(text.slice(end))?.[0].length : undefined;
  const from = end + (brace ?? 0);
  return from + (NO_CODE.exec(text.slice(from))?.[0].length ?? 0);
}

/** Whether a comment begins at an offset, and not a part of a text or of another comment. */
function startsComment(source: ts.SourceFile, offset: number): boolean {
  let node: ts.Node = source;
  for (let inner: ts.Node | undefined = node; inner; inner = childAt(node, offset)) node = inner;
  if (isText(node) && offset >= node.getStart(source)) return false;
  // Texts and regular expressions are nodes, so what lies between nodes can be scanned without the parser.
  const from = endOfLastChild(node, offset);
  const scanner = ts.createScanner(ts.ScriptTarget.Latest, false);
  scanner.setText(source.text, from, offset + 2 - from);
  let kind = scanner.scan();
  while (kind !== ts.SyntaxKind.EndOfFileToken && scanner.getTokenStart() < offset) kind = scanner.scan();
  const isComment =
    kind === ts.SyntaxKind.SingleLineCommentTrivia || kind === ts.SyntaxKind.MultiLineCommentTrivia;
  return isComment && scanner.getTokenStart() === offset;
}

function childAt(node: ts.Node, offset: number): ts.Node | undefined {
  return ts.forEachChild(node, (child) => (child.pos <= offset && offset < child.end ? child : undefined));
}

function isText(node: ts.Node): boolean {
  return (
    ts.isStringLiteral(node) ||
    ts.isTemplateLiteralToken(node) ||
    ts.isRegularExpressionLiteral(node) ||
    ts.isJsxText(node)
  );
}

function endOfLastChild(node: ts.Node, offset: number): number {
  let end = node.pos;
  ts.forEachChild(node, (child) => {
    if (child.end <= offset) end = Math.max(end, child.end);
  });
  return end;
}

/** The line of an offset, from 1. */
export function lineOf(lineStarts: readonly number[], offset: number): number {
  let low = 0;
  let high = lineStarts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((lineStarts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return low + 1;
}
