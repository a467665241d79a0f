/**
 * Whether a text says the same in another place. In: the file, where the text stands, and where it is to stand. Out: yes where
 * each name in it is declared by the same scope, seen from both places; names that nothing in the file declares are everywhere. Pure.
 */
import { type Identifier, Node, SyntaxKind } from 'ts-morph';
import type { EditedFile } from './editedFile.js';

interface Range {
  readonly start: number;
  readonly end: number;
}

export function saysTheSameAt(file: EditedFile, { start, end }: Range, place: number): boolean {
  const target = file.source.getDescendantAtPos(place) ?? file.source;
  const named = file.source
    .getDescendantsOfKind(SyntaxKind.Identifier)
    .filter(
      (identifier) => identifier.getStart() >= start && identifier.getEnd() <= end && isUsed(identifier),
    );
  return named.every((identifier) => {
    const scope = scopeOf(identifier, identifier.getText());
    const isOwn = scope !== undefined && scope.getStart() >= start && scope.getEnd() <= end;
    return isOwn || scope === scopeOf(target, identifier.getText());
  });
}

/** Members and the names of properties mean the same everywhere. */
function isUsed(identifier: Identifier): boolean {
  const parent = identifier.getParent();
  if (Node.isPropertyAccessExpression(parent)) return parent.getNameNode() !== identifier;
  return !(Node.isPropertyAssignment(parent) && parent.getNameNode() === identifier);
}

function scopeOf(from: Node, name: string): Node | undefined {
  return from.getAncestors().find((node) => declares(node, name));
}

function declares(scope: Node, name: string): boolean {
  if (
    Node.isFunctionLikeDeclaration(scope) ||
    Node.isArrowFunction(scope) ||
    Node.isFunctionExpression(scope)
  ) {
    return (
      scope.getParameters().some((parameter) => names(parameter.getNameNode(), name)) || hoists(scope, name)
    );
  }
  if (Node.isCatchClause(scope)) return names(scope.getVariableDeclaration()?.getNameNode(), name);
  if (Node.isForStatement(scope) || Node.isForOfStatement(scope) || Node.isForInStatement(scope)) {
    const initializer = scope.getInitializer();
    return Node.isVariableDeclarationList(initializer) && declaresIn(initializer, name);
  }
  if (!Node.isStatemented(scope)) return false;
  return scope.getStatements().some((statement) => {
    if (Node.isVariableStatement(statement)) {
      return statement.getDeclarations().some((one) => names(one.getNameNode(), name));
    }
    const isNamed = Node.isFunctionDeclaration(statement) || Node.isClassDeclaration(statement);
    return isNamed && statement.getName() === name;
  });
}

/** `var` is known in all of its function. */
function hoists(scope: Node, name: string): boolean {
  return scope
    .getDescendantsOfKind(SyntaxKind.VariableDeclarationList)
    .some((list) => list.getDeclarationKind() === 'var' && declaresIn(list, name));
}

function declaresIn(list: Node, name: string): boolean {
  return (
    Node.isVariableDeclarationList(list) &&
    list.getDeclarations().some((one) => names(one.getNameNode(), name))
  );
}

function names(node: Node | undefined, name: string): boolean {
  if (Node.isIdentifier(node)) return node.getText() === name;
  return (
    node?.getDescendantsOfKind(SyntaxKind.BindingElement).some((element) => element.getName() === name) ===
    true
  );
}
