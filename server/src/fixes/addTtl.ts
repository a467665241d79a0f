/**
 * Adds an expiry to a cache write. In: the text of the file and the description of the fix. Out: changes
 * in the file's own quote style and line layout, with the number selected; none when the call is not
 * where the fix says, or has no place for an expiry. Pure.
 */
import { type CallExpression, Node, type ObjectLiteralExpression, SyntaxKind } from 'ts-morph';
import type { AddTtlEdit, TtlWord } from '../../../shared/src/finding.js';
import type { EditedFile } from './editedFile.js';
import type { TextChange } from './textChange.js';
import { typedExpiry, withTimeUnit } from './typedExpiry.js';

/** The key and the value come first in every library; the expiry follows them. */
const VALUE_INDEX = 1;

export function addTtl(file: EditedFile, fix: AddTtlEdit): readonly TextChange[] {
  const call = file.callAt(fix.call);
  if (fix.form === 'own-ttl-milliseconds') {
    const [own] = call?.getArguments() ?? [];
    if (!Node.isObjectLiteralExpression(own)) return [];
    return mergeOption(file, own, 'ttl', amountIn(file, 1, fix.milliseconds));
  }
  const value = call?.getArguments()[VALUE_INDEX];
  if (!call || !value || call.getArguments().some(Node.isSpreadElement)) return [];
  const seconds = amountIn(file, 1_000, fix.milliseconds);
  const milliseconds = amountIn(file, 1, fix.milliseconds);
  const word = fix.word ?? 'EX';
  switch (fix.form) {
    case 'ex-arguments': {
      // Directly after the value: flags such as 'NX' and callbacks come later.
      const { quote } = file;
      return insertAfter(file, call, value, [`${quote}${word}${quote}`, seconds], seconds);
    }
    case 'ex-option':
      return setOption(file, call, word, seconds);
    case 'seconds-option':
      return setOption(file, call, 'ttl', seconds);
    case 'ttl-milliseconds-option':
      return setOption(file, call, 'ttl', milliseconds);
    case 'lower-ex-option':
      return setOption(file, call, LOWER_WORDS[word], seconds);
    case 'expires-option':
      return setOption(file, call, 'expires', seconds);
    case 'expiration-option':
      return setOption(file, call, 'expirationTtl', seconds);
    case 'revalidate-option':
      return setOption(file, call, 'revalidate', seconds);
    case 'typed-expiry-option':
      return withTimeUnit(file, setOption(file, call, 'expiry', seconds, typedExpiry(word, seconds)));
    case 'seconds-argument':
      return setArgument(file, call, value, seconds);
    case 'milliseconds-argument':
      return setArgument(file, call, value, milliseconds);
  }
}

/** As Upstash spells them. */
export const LOWER_WORDS: Readonly<Record<TtlWord, string>> = {
  EX: 'ex',
  PX: 'px',
  EXAT: 'exat',
  PXAT: 'pxat',
};

function amountIn(file: EditedFile, unit: number, milliseconds: AddTtlEdit['milliseconds']): string {
  if (typeof milliseconds !== 'number') {
    if ('expression' in milliseconds) return milliseconds.expression;
    return file.text.slice(milliseconds.copy.start, milliseconds.copy.end);
  }
  const amount = Math.max(1, Math.round(milliseconds / unit));
  return unit === 1 ? withSeparators(amount) : String(amount);
}

/** `cache.set(key, value, 0)`: a number that means "for ever" is replaced, a missing one added. */
function setArgument(
  file: EditedFile,
  call: CallExpression,
  value: Node,
  amount: string,
): readonly TextChange[] {
  const present = call.getArguments()[VALUE_INDEX + 1];
  // A callback stays the last argument.
  const isCallback = Node.isArrowFunction(present) || Node.isFunctionExpression(present);
  if (!present || isCallback) return insertAfter(file, call, value, [amount], amount);
  return isNothing(present) || present.getText() === '0' ? [replace(present, amount, amount)] : [];
}

/** `{ EX: 300 }` after the value, or in the options that are already there. */
function setOption(
  file: EditedFile,
  call: CallExpression,
  name: string,
  amount: string,
  written = amount,
): readonly TextChange[] {
  const [, value, options] = call.getArguments();
  const option = `${name}: ${written}`;
  if (!value) return [];
  if (!options) return insertAfter(file, call, value, [`{ ${option} }`], amount);
  if (isNothing(options)) return [replace(options, `{ ${option} }`, amount)];
  if (Node.isObjectLiteralExpression(options)) return mergeOption(file, options, name, amount, written);
  if (Node.isIdentifier(options) || Node.isPropertyAccessExpression(options)) {
    return [replace(options, `{ ...${options.getText()}, ${option} }`, amount)];
  }
  return [];
}

/** A property more in an object that is written out, or another value for one that is there. */
export function mergeOption(
  file: EditedFile,
  options: ObjectLiteralExpression,
  name: string,
  amount: string,
  written = amount,
): readonly TextChange[] {
  const property = options.getProperty(name);
  if (Node.isPropertyAssignment(property))
    return [replace(property.getInitializerOrThrow(), written, amount)];
  const option = `${name}: ${written}`;
  if (property) return [replace(property, option, amount)];
  const last = options.getProperties().at(-1);
  if (!last) return [replace(options, `{ ${option} }`, amount)];
  return insertAfter(file, options, last, [option], amount);
}

function isNothing(node: Node): boolean {
  return node.getText() === 'undefined' || node.getKind() === SyntaxKind.NullKeyword;
}

function replace(node: Node, newText: string, amount: string): TextChange {
  return { start: node.getStart(), end: node.getEnd(), ...selecting(newText, amount) };
}

/** Inserts list items behind `item`: on the same line, or each on its own line if the list is written so. */
export function insertAfter(
  file: EditedFile,
  list: Node,
  item: Node,
  texts: readonly string[],
  amount: string,
): readonly TextChange[] {
  const end = item.getEnd();
  const nextLine = startOfOwnLine(file, list, item);
  if (nextLine === undefined) return [{ start: end, end, ...selecting(`, ${texts.join(', ')}`, amount) }];
  const { start, hasComma } = nextLine;
  const { newline } = file;
  const indentation = file.indentationAt(item.getStart());
  const lines = texts.map((text, index) => {
    const isLast = index === texts.length - 1;
    return `${indentation}${text}${isLast && !hasComma ? '' : ','}${newline}`;
  });
  const comma: readonly TextChange[] = hasComma ? [] : [{ start: end, end, newText: ',' }];
  return [...comma, { start, end: start, ...selecting(lines.join(''), amount) }];
}

/** The start of the line below `item`, when `item` begins a line of its own and ends it. */
function startOfOwnLine(
  file: EditedFile,
  list: Node,
  item: Node,
): { start: number; hasComma: boolean } | undefined {
  const before = file.text.slice(file.lineStart(item.getStart()), item.getStart());
  const after = /^([ \t]*,)?[ \t]*\r?\n/.exec(file.text.slice(item.getEnd(), list.getEnd()));
  if (before.trim() !== '' || !after) return undefined;
  return { start: item.getEnd() + after[0].length, hasComma: after[1] !== undefined };
}

function selecting(newText: string, amount: string): Pick<TextChange, 'newText' | 'selection'> {
  const start = newText.lastIndexOf(amount);
  return { newText, selection: { start, end: start + amount.length } };
}

/** `300000` → `300_000`. */
function withSeparators(amount: number): string {
  return String(amount).replace(/\B(?=(?:\d{3})+$)/g, '_');
}
