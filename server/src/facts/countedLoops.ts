/**
 * Loops that count, and loops that end early. In: the head or the body of a loop. Out: the list whose elements are counted
 * up or down to its length, and whether a `break` leaves the loop.
 */
import { ts } from 'ts-morph';
import type { Extraction } from './extraction.js';
import type { BranchStep, Expression } from './fileFacts.js';

/** `i < list.length`, `i < n` with `n = list.length`, or `i >= 0` with `i = list.length - 1`. */
export function countedList(
  extraction: Extraction,
  test: Expression,
): Pick<BranchStep, 'elements' | 'source' | 'counted'> {
  if (test.kind !== 'binary' || test.left.kind !== 'name' || test.left.binding < 0) return {};
  const { binding } = test.left;
  const source = listOf(extraction, test.right) ?? listOf(extraction, test.left);
  return source ? { elements: [binding], source, counted: true } : {};
}

function listOf(extraction: Extraction, expression: Expression): Expression | undefined {
  if (expression.kind !== 'name') return measured(expression);
  const { initializer } = extraction.bindings[expression.binding] ?? {};
  return initializer && measured(initializer);
}

/** `list` of `list.length`, also with something taken off. */
function measured(expression: Expression): Expression | undefined {
  if (expression.kind === 'binary') return measured(expression.left);
  return expression.kind === 'member' && expression.name === 'length' ? expression.object : undefined;
}

const MAXIMUM_DEPTH = 60;

/** Whether a `break` in the body is one of this loop, or of a labelled one around it. */
export function isBroken(node: ts.Node, inner = false, depth = 0): boolean {
  if (ts.isBreakStatement(node)) return node.label !== undefined || !inner;
  if (ts.isFunctionLike(node) || depth > MAXIMUM_DEPTH) return false;
  const takesBreaks = inner || ts.isIterationStatement(node, false) || ts.isSwitchStatement(node);
  return ts.forEachChild(node, (child) => isBroken(child, takesBreaks, depth + 1)) === true;
}
