/**
 * Gives a length of time in the unit that is read. In: the file and the edit. Out: one change, of the number where
 * one is written out, else a factor behind it; undefined when no amount stands there. Pure.
 */
import { type Expression, Node, SyntaxKind } from 'ts-morph';
import type { ScaleTtlEdit } from '../../../shared/src/finding.js';
import type { EditedFile } from './editedFile.js';
import type { TextChange } from './textChange.js';
import { withoutTypes } from './withoutTypes.js';

export function scaleTtl(file: EditedFile, edit: ScaleTtlEdit): readonly TextChange[] | undefined {
  const amount = amountAt(file, edit);
  if (!amount) return undefined;
  const newText = edit.by === 'multiply' ? multiplied(amount) : divided(amount);
  return [{ start: amount.getStart(), end: amount.getEnd(), newText }];
}

/** What stands as the length of time in a call. */
export function amountAt(
  file: EditedFile,
  { call, argument, option }: Pick<ScaleTtlEdit, 'call' | 'argument' | 'option'>,
): Expression | undefined {
  let given: Node | undefined = file.callAt(call)?.getArguments()[argument];
  for (const name of option?.split('.') ?? []) {
    const object: Node | undefined = given && withoutTypes(given);
    const property: Node | undefined = Node.isObjectLiteralExpression(object)
      ? object.getProperty(name)
      : undefined;
    given = Node.isPropertyAssignment(property) ? property.getInitializer() : undefined;
  }
  return Node.isExpression(given) ? given : undefined;
}

export function multiplied(amount: Expression): string {
  return `${operand(amount)} * 1000`;
}

export function divided(amount: Expression): string {
  const text = amount.getText();
  if (Node.isNumericLiteral(amount)) {
    const seconds = amount.getLiteralValue() / 1_000;
    return Number.isInteger(seconds) ? String(seconds) : `Math.ceil(${text} / 1000)`;
  }
  const factors = text.split(/\s*\*\s*/);
  const thousand = factors.findLastIndex((factor) => /^1_?000$/.test(factor));
  if (thousand >= 0 && factors.length > 1 && factors.every((factor) => /^[\w.]+$/.test(factor))) {
    return factors.toSpliced(thousand, 1).join(' * ');
  }
  return `Math.ceil(${operand(amount)} / 1000)`;
}

/** Text that a factor may stand behind. */
function operand(amount: Expression): string {
  const text = amount.getText();
  if (!Node.isBinaryExpression(amount) && !isLoose(amount)) return text;
  return isProduct(amount) ? text : `(${text})`;
}

function isProduct(amount: Expression): boolean {
  if (!Node.isBinaryExpression(amount)) return false;
  const operator = amount.getOperatorToken().getKind();
  return operator === SyntaxKind.AsteriskToken || operator === SyntaxKind.SlashToken;
}

function isLoose(amount: Expression): boolean {
  return (
    Node.isConditionalExpression(amount) ||
    Node.isAsExpression(amount) ||
    Node.isSatisfiesExpression(amount) ||
    Node.isArrowFunction(amount) ||
    Node.isYieldExpression(amount)
  );
}
