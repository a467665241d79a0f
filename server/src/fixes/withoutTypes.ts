/** What an expression says once its types are taken off: `{ ttl: 60 }` of `({ ttl: 60 } as any)`. Pure. */
import { Node } from 'ts-morph';

export function withoutTypes(node: Node): Node {
  const isWrapped =
    Node.isAsExpression(node) ||
    Node.isSatisfiesExpression(node) ||
    Node.isTypeAssertion(node) ||
    Node.isNonNullExpression(node) ||
    Node.isParenthesizedExpression(node);
  return isWrapped ? withoutTypes(node.getExpression()) : node;
}
