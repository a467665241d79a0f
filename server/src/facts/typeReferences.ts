/**
 * Type annotations, reduced to names: enough to say that a parameter is a `Redis`, not to check anything.
 */
import { ts } from 'ts-morph';
import type { Extraction } from './extraction.js';
import type { Expression, TypeMember, TypeReference } from './fileFacts.js';

const OTHER: TypeReference = { kind: 'other' };

export function readType(extraction: Extraction, node: ts.TypeNode | undefined): TypeReference | undefined {
  if (!node) return undefined;
  return extraction.deeper(() => readTypeNode(extraction, node), OTHER);
}

function readTypeNode(extraction: Extraction, node: ts.TypeNode): TypeReference {
  if (ts.isTypeReferenceNode(node)) return named(extraction, node.typeName, node.typeArguments);
  if (ts.isExpressionWithTypeArguments(node)) return heritage(extraction, node);
  if (ts.isTypeQueryNode(node)) return { kind: 'typeof', value: entityExpression(extraction, node.exprName) };
  if (ts.isTypeLiteralNode(node)) return { kind: 'literal', members: readMembers(extraction, node.members) };
  if (ts.isArrayTypeNode(node)) {
    return { kind: 'array', element: readType(extraction, node.elementType) ?? OTHER };
  }
  // The name of a member, not the object: `keyof PrismaClient`.
  if (ts.isTypeOperatorNode(node) && node.operator === ts.SyntaxKind.KeyOfKeyword) return OTHER;
  if (ts.isParenthesizedTypeNode(node) || ts.isTypeOperatorNode(node)) {
    return readType(extraction, node.type) ?? OTHER;
  }
  if (ts.isUnionTypeNode(node) || ts.isIntersectionTypeNode(node)) {
    const members = node.types.map((type) => readType(extraction, type) ?? OTHER);
    return unionOf(members);
  }
  if (ts.isFunctionTypeNode(node)) return functionType(extraction, node);
  const primitive = primitiveName(node);
  return primitive === undefined ? OTHER : { kind: 'primitive', names: [primitive] };
}

/** What is called with plain values alone says nothing. */
function functionType(extraction: Extraction, { parameters }: ts.FunctionTypeNode): TypeReference {
  const types = parameters.map(({ type }) => readType(extraction, type) ?? OTHER);
  return types.some(({ kind }) => kind !== 'other' && kind !== 'primitive')
    ? { kind: 'function', parameters: types }
    : OTHER;
}

/** What is no plain value says more; of plain values all are kept. */
function unionOf(members: readonly TypeReference[]): TypeReference {
  const meaningful = members.filter((member) => member.kind !== 'other' && member.kind !== 'primitive');
  const [only] = meaningful;
  if (meaningful.length === 1 && only) return only;
  if (meaningful.length > 1 || members.some((member) => member.kind === 'other')) {
    return { kind: 'union', members: meaningful };
  }
  return {
    kind: 'primitive',
    names: members.flatMap((member) => (member.kind === 'primitive' ? member.names : [])),
  };
}

const PRIMITIVES: ReadonlyMap<ts.SyntaxKind, string> = new Map([
  [ts.SyntaxKind.NumberKeyword, 'number'],
  [ts.SyntaxKind.BooleanKeyword, 'boolean'],
  [ts.SyntaxKind.StringKeyword, 'string'],
  [ts.SyntaxKind.BigIntKeyword, 'bigint'],
  [ts.SyntaxKind.UndefinedKeyword, 'undefined'],
  [ts.SyntaxKind.VoidKeyword, 'undefined'],
]);

function primitiveName(node: ts.TypeNode): string | undefined {
  if (!ts.isLiteralTypeNode(node)) return PRIMITIVES.get(node.kind);
  return node.literal.kind === ts.SyntaxKind.NullKeyword ? 'null' : undefined;
}

/** A base class or interface in a heritage clause. */
export function heritage(extraction: Extraction, node: ts.ExpressionWithTypeArguments): TypeReference {
  const name = dottedName(node.expression);
  if (name === undefined) return OTHER;
  return {
    kind: 'named',
    name,
    binding: extraction.scope.resolve(name.split('.')[0] ?? name),
    arguments: typeArguments(extraction, node.typeArguments),
  };
}

export function readMembers(
  extraction: Extraction,
  members: ts.NodeArray<ts.TypeElement>,
): readonly TypeMember[] {
  const read: TypeMember[] = [];
  for (const member of members) {
    if (ts.isPropertySignature(member) && (ts.isIdentifier(member.name) || ts.isStringLiteral(member.name))) {
      read.push({ name: member.name.text, type: readType(extraction, member.type) ?? OTHER });
    }
  }
  return read;
}

export function typeArguments(
  extraction: Extraction,
  nodes: ts.NodeArray<ts.TypeNode> | undefined,
): readonly TypeReference[] {
  return nodes?.map((type) => readType(extraction, type) ?? OTHER) ?? [];
}

function named(
  extraction: Extraction,
  name: ts.EntityName,
  nodes: ts.NodeArray<ts.TypeNode> | undefined,
): TypeReference {
  const text = entityName(name);
  return {
    kind: 'named',
    name: text,
    binding: extraction.scope.resolve(text.split('.')[0] ?? text),
    arguments: typeArguments(extraction, nodes),
  };
}

function entityName(name: ts.EntityName): string {
  return ts.isIdentifier(name) ? name.text : `${entityName(name.left)}.${name.right.text}`;
}

function entityExpression(extraction: Extraction, name: ts.EntityName): Expression {
  if (ts.isIdentifier(name)) {
    return { kind: 'name', name: name.text, binding: extraction.scope.resolve(name.text) };
  }
  return { kind: 'member', object: entityExpression(extraction, name.left), name: name.right.text };
}

function dottedName(node: ts.Expression): string | undefined {
  if (ts.isIdentifier(node)) return node.text;
  if (!ts.isPropertyAccessExpression(node)) return undefined;
  const left = dottedName(node.expression);
  return left === undefined ? undefined : `${left}.${node.name.text}`;
}
