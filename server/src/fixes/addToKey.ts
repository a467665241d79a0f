/**
 * Makes keys carry one more part. In: the file and the edit. Out: changes of the text of the key, or of the parameters
 * of the function that builds it; undefined where the key is not written as a text. Pure.
 */
import {
  type ArrowFunction,
  type FunctionDeclaration,
  type FunctionExpression,
  type MethodDeclaration,
  Node,
} from 'ts-morph';
import type { AddParameterEdit, AddToKeyEdit, SourceSpan } from '../../../shared/src/finding.js';
import type { EditedFile } from './editedFile.js';
import { written } from './replace.js';
import type { TextChange } from './textChange.js';

export function addToKey(
  file: EditedFile,
  { span, separator, text }: AddToKeyEdit,
): readonly TextChange[] | undefined {
  const key = keyAt(file, span);
  const said = written(file, text)?.newText;
  const part = said && `${separator}\${${said}}`;
  if (!key || !part) return undefined;
  const [start, end] = [key.getStart(), key.getEnd()];
  if (Node.isTemplateExpression(key) || Node.isNoSubstitutionTemplateLiteral(key)) {
    return [{ start: end - 1, end: end - 1, newText: part }];
  }
  if (Node.isStringLiteral(key) && !/[`\\$]/.test(key.getLiteralText())) {
    return [{ start, end, newText: `\`${key.getLiteralText()}${part}\`` }];
  }
  if (Node.isIdentifier(key) || Node.isPropertyAccessExpression(key)) {
    return [{ start, end, newText: `\`\${${key.getText()}}${part}\`` }];
  }
  return Node.isBinaryExpression(key) ? [{ start: end, end, newText: ` + \`${part}\`` }] : undefined;
}

export function addParameter(
  file: EditedFile,
  { span, name, type }: AddParameterEdit,
): readonly TextChange[] | undefined {
  const owner = functionAt(file, span);
  const parameters = owner?.getParameters() ?? [];
  const last = parameters.at(-1);
  if (!owner || parameters.some((parameter) => parameter.getName() === name)) return undefined;
  const added = file.isTyped ? `${name}: ${type}` : name;
  if (!last) {
    const bracket = owner.getStart() + owner.getText().indexOf('(') + 1;
    return [{ start: bracket, end: bracket, newText: added }];
  }
  const isBare = Node.isArrowFunction(owner) && owner.getStart() === last.getStart();
  const end = last.getEnd();
  if (isBare) {
    return [
      { start: last.getStart(), end: last.getStart(), newText: '(' },
      { start: end, end, newText: `, ${added})` },
    ];
  }
  return [{ start: end, end, newText: `, ${added}` }];
}

/** The expression that makes the key. */
export function keyAt(file: EditedFile, span: SourceSpan): Node | undefined {
  const owner = functionAt(file, span);
  if (owner) return returned(owner);
  const node = file.nodeAt(span);
  const parent = node?.getParent();
  const isDeclared = Node.isVariableDeclaration(parent) && parent.getNameNode() === node;
  return isDeclared ? parent.getInitializer() : node;
}

type Builder = ArrowFunction | FunctionDeclaration | FunctionExpression | MethodDeclaration;

function functionAt(file: EditedFile, span: SourceSpan): Builder | undefined {
  const node = file.nodeAt(span);
  const isFunction =
    Node.isArrowFunction(node) ||
    Node.isFunctionDeclaration(node) ||
    Node.isFunctionExpression(node) ||
    Node.isMethodDeclaration(node);
  return isFunction ? node : undefined;
}

function returned(owner: Builder): Node | undefined {
  const body = owner.getBody();
  if (!Node.isBlock(body)) return body;
  const [statement, ...others] = body.getStatements().filter(Node.isReturnStatement);
  return others.length === 0 ? statement?.getExpression() : undefined;
}
