/**
 * What is done at the end of a block for `await using held = …`: a call of the method by which `held` is disposed of. In: the statements
 * of a block that were read. Out: such a call for each of those variables, the last one first.
 */
import { ts } from 'ts-morph';
import type { Extraction } from './extraction.js';

/** How the method is called that stands as `[Symbol.asyncDispose]`. */
const DISPOSE = { asyncDispose: '@@asyncDispose', dispose: '@@dispose' } as const;

/** The name of a method that stands in brackets: `[Symbol.asyncDispose]`. */
export function disposingName(expression: ts.Expression): string | undefined {
  if (!ts.isPropertyAccessExpression(expression) || !ts.isIdentifier(expression.expression)) return undefined;
  if (expression.expression.text !== 'Symbol') return undefined;
  const { text } = expression.name;
  return text === 'asyncDispose' || text === 'dispose' ? DISPOSE[text] : undefined;
}

export function recordDisposals(extraction: Extraction, statements: readonly ts.Statement[]): void {
  for (const statement of statements.toReversed()) {
    if (!ts.isVariableStatement(statement)) continue;
    const { flags, declarations } = statement.declarationList;
    // Both flags: `await using`.
    if ((flags & ts.NodeFlags.Using) === 0) continue;
    const isAwaited = (flags & ts.NodeFlags.AwaitUsing) === ts.NodeFlags.AwaitUsing;
    for (const { name } of declarations) {
      if (!ts.isIdentifier(name)) continue;
      const object = { kind: 'name', name: name.text, binding: extraction.scope.resolve(name.text) } as const;
      extraction.recordCall({
        callee: { kind: 'member', object, name: isAwaited ? DISPOSE.asyncDispose : DISPOSE.dispose },
        arguments: [],
        construction: false,
        range: extraction.range(name),
        nameRange: extraction.range(name),
        argumentRanges: [],
        use: isAwaited ? 'completed' : 'floating',
      });
    }
  }
}
