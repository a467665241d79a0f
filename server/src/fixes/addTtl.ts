/**
 * Adds an expiry to a cache write. In: the text of the file and the description of the fix. Out: changes
 * in the file's own quote style and line layout, with the number selected; none when the call is not
 * where the fix says, or has no place for an expiry. Pure.
 */
import {
  type CallExpression,
  Node,
  type ObjectLiteralExpression,
  Project,
  type SourceFile,
  SyntaxKind,
} from 'ts-morph';
import type { AddTtlFix } from '../../../shared/src/finding.js';
import type { TextChange } from './textChange.js';

/** The key and the value come first in every library; the expiry follows them. */
const VALUE_INDEX = 1;

export function addTtl(text: string, fix: AddTtlFix): readonly TextChange[] {
  const sourceFile = parse(fix.call.file, text);
  const call = findCall(sourceFile, fix.call.start, fix.call.end);
  const value = call?.getArguments()[VALUE_INDEX];
  if (!call || !value || call.getArguments().some(Node.isSpreadElement)) return [];
  const seconds = String(Math.max(1, Math.round(fix.milliseconds / 1_000)));
  const milliseconds = withSeparators(Math.max(1, Math.round(fix.milliseconds)));
  switch (fix.form) {
    case 'ex-arguments': {
      // Directly after the value: flags such as 'NX' and callbacks come later.
      const quote = quoteOf(sourceFile);
      return insertAfter(call, value, [`${quote}EX${quote}`, seconds], seconds);
    }
    case 'ex-option':
      return setOption(call, 'EX', seconds);
    case 'seconds-option':
      return setOption(call, 'ttl', seconds);
    case 'ttl-milliseconds-option':
      return setOption(call, 'ttl', milliseconds);
    case 'lower-ex-option':
      return setOption(call, 'ex', seconds);
    case 'expires-option':
      return setOption(call, 'expires', seconds);
    case 'revalidate-option':
      return setOption(call, 'revalidate', seconds);
    case 'seconds-argument':
      return setArgument(call, value, seconds);
    case 'milliseconds-argument':
      return setArgument(call, value, milliseconds);
  }
}

function parse(file: string, text: string): SourceFile {
  const project = new Project({
    useInMemoryFileSystem: true,
    skipLoadingLibFiles: true,
    skipFileDependencyResolution: true,
    compilerOptions: { allowJs: true },
  });
  return project.createSourceFile(`/${file.replace(/^.*\//, '')}`, text);
}

function findCall(sourceFile: SourceFile, start: number, end: number): CallExpression | undefined {
  let node: Node | undefined = sourceFile.getDescendantAtPos(start);
  for (; node && node.getStart() >= start; node = node.getParent()) {
    if (Node.isCallExpression(node) && node.getStart() === start && node.getEnd() === end) return node;
  }
  return undefined;
}

/** `cache.set(key, value, 0)`: a number that means "for ever" is replaced, a missing one added. */
function setArgument(call: CallExpression, value: Node, amount: string): readonly TextChange[] {
  const present = call.getArguments()[VALUE_INDEX + 1];
  // A callback stays the last argument.
  const isCallback = Node.isArrowFunction(present) || Node.isFunctionExpression(present);
  if (!present || isCallback) return insertAfter(call, value, [amount], amount);
  return isNothing(present) || present.getText() === '0' ? [replace(present, amount, amount)] : [];
}

/** `{ EX: 300 }` after the value, or in the options that are already there. */
function setOption(call: CallExpression, name: string, amount: string): readonly TextChange[] {
  const [, value, options] = call.getArguments();
  const option = `${name}: ${amount}`;
  if (!value) return [];
  if (!options) return insertAfter(call, value, [`{ ${option} }`], amount);
  if (isNothing(options)) return [replace(options, `{ ${option} }`, amount)];
  if (Node.isObjectLiteralExpression(options)) return mergeOption(options, name, amount);
  if (Node.isIdentifier(options) || Node.isPropertyAccessExpression(options)) {
    return [replace(options, `{ ...${options.getText()}, ${option} }`, amount)];
  }
  return [];
}

function mergeOption(options: ObjectLiteralExpression, name: string, amount: string): readonly TextChange[] {
  const property = options.getProperty(name);
  if (Node.isPropertyAssignment(property)) return [replace(property.getInitializerOrThrow(), amount, amount)];
  if (property) return [replace(property, `${name}: ${amount}`, amount)];
  const last = options.getProperties().at(-1);
  if (!last) return [replace(options, `{ ${name}: ${amount} }`, amount)];
  return insertAfter(options, last, [`${name}: ${amount}`], amount);
}

function isNothing(node: Node): boolean {
  return node.getText() === 'undefined' || node.getKind() === SyntaxKind.NullKeyword;
}

function replace(node: Node, newText: string, amount: string): TextChange {
  return { start: node.getStart(), end: node.getEnd(), ...selecting(newText, amount) };
}

/** Inserts list items behind `item`: on the same line, or each on its own line if the list is written so. */
function insertAfter(
  list: Node,
  item: Node,
  texts: readonly string[],
  amount: string,
): readonly TextChange[] {
  const end = item.getEnd();
  const nextLine = startOfOwnLine(list, item);
  if (nextLine === undefined) return [{ start: end, end, ...selecting(`, ${texts.join(', ')}`, amount) }];
  const { start, hasComma } = nextLine;
  const source = list.getSourceFile().getFullText();
  const newline = source.includes('\r\n') ? '\r\n' : '\n';
  const indentation = indentationAt(source, item.getStart());
  const lines = texts.map((text, index) => {
    const isLast = index === texts.length - 1;
    return `${indentation}${text}${isLast && !hasComma ? '' : ','}${newline}`;
  });
  const comma: readonly TextChange[] = hasComma ? [] : [{ start: end, end, newText: ',' }];
  return [...comma, { start, end: start, ...selecting(lines.join(''), amount) }];
}

/** The start of the line below `item`, when `item` begins a line of its own and ends it. */
function startOfOwnLine(list: Node, item: Node): { start: number; hasComma: boolean } | undefined {
  const source = list.getSourceFile().getFullText();
  const before = source.slice(source.lastIndexOf('\n', item.getStart() - 1) + 1, item.getStart());
  const after = /^([ \t]*,)?[ \t]*\r?\n/.exec(source.slice(item.getEnd(), list.getEnd()));
  if (before.trim() !== '' || !after) return undefined;
  return { start: item.getEnd() + after[0].length, hasComma: after[1] !== undefined };
}

function indentationAt(source: string, position: number): string {
  const line = source.slice(source.lastIndexOf('\n', position - 1) + 1, position);
  return /^\s*/.exec(line)?.[0] ?? '';
}

function selecting(newText: string, amount: string): Pick<TextChange, 'newText' | 'selection'> {
  const start = newText.lastIndexOf(amount);
  return { newText, selection: { start, end: start + amount.length } };
}

/** The quote most strings of the file use. */
function quoteOf(sourceFile: SourceFile): '"' | "'" {
  const strings = sourceFile.getDescendantsOfKind(SyntaxKind.StringLiteral);
  const double = strings.filter((string) => string.getText().startsWith('"')).length;
  return double * 2 > strings.length ? '"' : "'";
}

/** `300000` → `300_000`. */
function withSeparators(amount: number): string {
  return String(amount).replace(/\B(?=(?:\d{3})+$)/g, '_');
}
