/**
 * Expressions: turns nodes into the small vocabulary of `Expression` and records every call on the way,
 * in order of evaluation. What has no meaning for keys, TTLs, receivers or values becomes `unknown`, but is
 * still walked for the calls inside it.
 */

import { ts } from 'ts-morph';
import { runsInOrder } from './callbackLists.js';
import { readClass, readFunction } from './declarations.js';
import { isEmptyValue } from './emptyValues.js';
import type { Extraction } from './extraction.js';
import {
  type CallUse,
  type ChangeFact,
  type ComputedProperty,
  type Expression,
  type ObjectProperty,
  type TextRange,
  UNKNOWN,
} from './fileFacts.js';
import { recordEntryUse, recordKeptObject, recordSlotUse } from './keptEntries.js';
import { looksLikeLua } from './luaTexts.js';
import { noteReassignment } from './reassignments.js';
import { looksLikeSql } from './sqlTexts.js';
import { readType, typeArguments } from './typeReferences.js';

/** Longer texts are not keys, and longer literals not settings. */
const MAXIMUM_TEXT = 400;
/** SQL is read to its end: a statement that is cut off says nothing. */
const MAXIMUM_SQL = 8_000;
/** A script as well, as far as anybody writes one out in a program. */
const MAXIMUM_LUA = 16_000;
const MAXIMUM_ITEMS = 200;

export function readExpression(extraction: Extraction, node: ts.Expression): Expression {
  return extraction.deeper(() => readNode(extraction, node), UNKNOWN);
}

function readNode(extraction: Extraction, node: ts.Expression): Expression {
  if (extraction.kept.made.has(node)) return recordKeptObject(extraction, node);
  const slot = extraction.slots.read.get(node);
  if (slot !== undefined) return readSlot(extraction, node, slot);
  if (ts.isAsExpression(node) || ts.isTypeAssertionExpression(node)) return readAssertion(extraction, node);
  if (ts.isParenthesizedExpression(node) || ts.isNonNullExpression(node) || ts.isSatisfiesExpression(node)) {
    return readExpression(extraction, node.expression);
  }
  if (ts.isIdentifier(node)) return readName(extraction, node);
  if (ts.isStringLiteralLike(node)) return readText(node.text);
  if (ts.isNumericLiteral(node)) return { kind: 'number', value: Number(node.text.replaceAll('_', '')) };
  if (ts.isPropertyAccessExpression(node)) return readMember(extraction, node);
  if (ts.isElementAccessExpression(node)) return readElement(extraction, node);
  if (ts.isCallExpression(node) || ts.isNewExpression(node)) return readCall(extraction, node);
  if (ts.isTemplateExpression(node)) return readTemplate(extraction, node);
  if (ts.isObjectLiteralExpression(node)) return readObject(extraction, node);
  if (ts.isArrayLiteralExpression(node)) {
    return { kind: 'array', items: readItems(extraction, node.elements) };
  }
  if (ts.isSpreadElement(node)) {
    return { kind: 'spread', value: readExpression(extraction, node.expression) };
  }
  if (ts.isAwaitExpression(node)) {
    extraction.pendingUse = 'awaited';
    return { kind: 'await', value: readExpression(extraction, node.expression) };
  }
  if (ts.isBinaryExpression(node)) return readBinary(extraction, node);
  if (ts.isConditionalExpression(node)) return readConditional(extraction, node);
  if (ts.isPrefixUnaryExpression(node)) return readUnary(extraction, node);
  if (ts.isPostfixUnaryExpression(node)) {
    const operand = readArgument(extraction, node.operand);
    markCounted(extraction, operand);
    recordChange(extraction, operand, node.operand, 'counted');
    return UNKNOWN;
  }
  if (ts.isDeleteExpression(node)) return readDelete(extraction, node);
  if (ts.isArrowFunction(node) || ts.isFunctionExpression(node)) {
    return { kind: 'function', function: readFunction(extraction, node) };
  }
  if (ts.isClassExpression(node)) return { kind: 'class', class: readClass(extraction, node) };
  if (ts.isTaggedTemplateExpression(node)) return readTagged(extraction, node);
  if (ts.isVoidExpression(node)) {
    extraction.pendingUse = 'discarded';
    readExpression(extraction, node.expression);
    return { kind: 'undefined' };
  }
  if (ts.isTypeOfExpression(node)) {
    return { kind: 'unary', operator: 'typeof', operand: readArgument(extraction, node.expression) };
  }
  return readKeyword(extraction, node);
}

/** `f() as Type`: the value is the same, and the call remembers what it is said to give. */
function readAssertion(extraction: Extraction, node: ts.AsExpression | ts.TypeAssertion): Expression {
  const expression = readExpression(extraction, node.expression);
  const value = expression.kind === 'await' ? expression.value : expression;
  const call = value.kind === 'call' ? extraction.calls[value.call] : undefined;
  const asserted = call && readType(extraction, node.type);
  // The outermost of several assertions counts: `f() as unknown as Type`.
  if (call && asserted && value.kind === 'call') extraction.calls[value.call] = { ...call, asserted };
  return expression;
}

function readKeyword(extraction: Extraction, node: ts.Expression): Expression {
  switch (node.kind) {
    case ts.SyntaxKind.ThisKeyword:
      return { kind: 'this' };
    case ts.SyntaxKind.SuperKeyword:
      return { kind: 'super' };
    case ts.SyntaxKind.ImportKeyword:
      return { kind: 'name', name: 'import', binding: -1 };
    case ts.SyntaxKind.TrueKeyword:
      return { kind: 'boolean', value: true };
    case ts.SyntaxKind.FalseKeyword:
      return { kind: 'boolean', value: false };
    case ts.SyntaxKind.NullKeyword:
      return { kind: 'null' };
    default:
      extraction.noting(() => readChildren(extraction, node));
      return UNKNOWN;
  }
}

/** Walks a node that has no meaning of its own for the calls inside it. */
function readChildren(extraction: Extraction, node: ts.Node): void {
  ts.forEachChild(node, (child) => {
    if (ts.isExpression(child)) readExpression(extraction, child);
    else if (!ts.isTypeNode(child)) readChildren(extraction, child);
  });
}

function readName(extraction: Extraction, node: ts.Identifier): Expression {
  if (node.text === 'undefined') return { kind: 'undefined' };
  return { kind: 'name', name: node.text, binding: extraction.scope.resolve(node.text) };
}

/** What stands for a variable or a field that keeps one copy. */
function holderOf(extraction: Extraction, node: ts.Node): Expression {
  if (ts.isIdentifier(node)) return readName(extraction, node);
  return ts.isPropertyAccessExpression(node) ? readMember(extraction, node) : UNKNOWN;
}

function readSlot(extraction: Extraction, node: ts.Expression, name: string): Expression {
  const use = takeUse(extraction);
  return recordSlotUse(extraction, name, { method: 'get', object: holderOf(extraction, node), use, node });
}

/** `cache = rows`, `cache = null` */
function readSlotAssignment(extraction: Extraction, node: ts.BinaryExpression): Expression | undefined {
  const filled = extraction.slots.filled.get(node);
  const name = filled ?? extraction.slots.emptied.get(node);
  if (name === undefined) return undefined;
  const use = takeUse(extraction);
  if (extraction.slots.read.has(node.left)) readExpression(extraction, node.left);
  const object = holderOf(extraction, node.left);
  const value = readArgument(extraction, node.right);
  if (filled === undefined) recordSlotUse(extraction, name, { method: 'delete', object, use, node });
  else recordSlotUse(extraction, name, { method: 'set', object, use, node, value });
  return value;
}

function readMember(extraction: Extraction, node: ts.PropertyAccessExpression): Expression {
  extraction.pendingUse = 'value';
  extraction.testing?.push(node.name.text);
  return { kind: 'member', object: readExpression(extraction, node.expression), name: node.name.text };
}

function readElement(extraction: Extraction, node: ts.ElementAccessExpression): Expression {
  const use = takeUse(extraction);
  const object = readExpression(extraction, node.expression);
  const index = readExpression(extraction, node.argumentExpression);
  return isKept(extraction, node)
    ? readEntry(extraction, { node, entry: node, object, index, method: 'get', use })
    : elementOf(object, index);
}

function isKept(extraction: Extraction, node: ts.Node): node is ts.ElementAccessExpression {
  return extraction.kept.entries.has(node);
}

function elementOf(object: Expression, index: Expression): Expression {
  return index.kind === 'text'
    ? { kind: 'member', object, name: index.value }
    : { kind: 'element', object, index };
}

interface Entry {
  readonly node: ts.Node;
  readonly entry: ts.ElementAccessExpression;
  readonly object: Expression;
  readonly index: Expression;
  readonly method: 'get' | 'set' | 'delete';
  readonly use: CallUse;
  readonly value?: { readonly node: ts.Node; readonly expression: Expression };
}

function readEntry(extraction: Extraction, { entry, index, value, ...rest }: Entry): Expression {
  return recordEntryUse(extraction, {
    ...rest,
    arguments: [index, ...(value ? [value.expression] : [])],
    nameNode: entry.expression,
    argumentNodes: [entry.argumentExpression, ...(value ? [value.node] : [])],
  });
}

function readDelete(extraction: Extraction, node: ts.DeleteExpression): Expression {
  const entry = node.expression;
  const use = takeUse(extraction);
  if (!isKept(extraction, entry)) {
    recordChange(extraction, readArgument(extraction, entry), entry, 'deleted');
    return UNKNOWN;
  }
  const object = readArgument(extraction, entry.expression);
  const index = readArgument(extraction, entry.argumentExpression);
  recordChange(extraction, elementOf(object, index), entry, 'deleted');
  readEntry(extraction, { node, entry, object, index, method: 'delete', use });
  return UNKNOWN;
}

/** `cache[key] = rows` */
function readKeptAssignment(
  extraction: Extraction,
  node: ts.BinaryExpression,
  entry: ts.ElementAccessExpression,
): Expression {
  const use = takeUse(extraction);
  const object = readArgument(extraction, entry.expression);
  const index = readArgument(extraction, entry.argumentExpression);
  const target = elementOf(object, index);
  const expression = readArgument(extraction, node.right);
  recordChange(extraction, target, entry, isConstant(expression) ? 'emptied' : 'assigned');
  recordAssignment(extraction, target, expression);
  const value = { node: node.right, expression };
  readEntry(extraction, { node, entry, object, index, method: 'set', use, value });
  return expression;
}

/** `cache = {}`: the variable goes on standing for the first one, which is emptied. */
function readEmptying(extraction: Extraction, node: ts.BinaryExpression): Expression {
  const use = takeUse(extraction);
  const object = readArgument(extraction, node.left);
  const emptying = { method: 'clear', object, arguments: [], argumentNodes: [], use } as const;
  recordEntryUse(extraction, { ...emptying, node, nameNode: node.left });
  return UNKNOWN;
}

function readCall(extraction: Extraction, node: ts.CallExpression | ts.NewExpression): Expression {
  const use = takeUse(extraction);
  const callee = readExpression(extraction, node.expression);
  // Callbacks are read before the call that receives them is recorded, so each remembers its own function
  // index and is told afterwards which call it belongs to.
  const args = (node.arguments ?? [])
    .slice(0, MAXIMUM_ITEMS)
    .map((argument) => readArgument(extraction, argument));
  const call = extraction.recordCall({
    callee,
    arguments: args,
    construction: ts.isNewExpression(node),
    range: extraction.range(node),
    nameRange: nameRange(extraction, node.expression),
    argumentRanges: (node.arguments ?? []).map((argument) => extraction.range(argument)),
    use,
    ...(node.typeArguments && { typeArguments: typeArguments(extraction, node.typeArguments) }),
  });
  args.forEach((argument, position) => {
    const given = runsInOrder(callee) && argument.kind === 'array' ? argument.items : [argument];
    for (const one of given) {
      const callback = one.kind === 'function' ? extraction.functions[one.function] : undefined;
      if (callback) callback.argumentOf = { call, argument: position };
    }
  });
  return { kind: 'call', call };
}

function readArgument(extraction: Extraction, node: ts.Expression): Expression {
  extraction.pendingUse = 'value';
  return readExpression(extraction, node);
}

function takeUse(extraction: Extraction): CallUse {
  const use = extraction.pendingUse;
  extraction.pendingUse = 'value';
  return use;
}

/** The shortest text that names the call: the last name of its callee. */
function nameRange(extraction: Extraction, callee: ts.Expression): TextRange {
  if (ts.isPropertyAccessExpression(callee)) return extraction.range(callee.name);
  if (ts.isElementAccessExpression(callee)) return extraction.range(callee.argumentExpression);
  return extraction.range(callee);
}

/** What is left out of a script is a hole: it may send any command. */
function readText(text: string): Expression {
  const kept = keptText(text, text);
  const isOpen = kept.length < text.length && looksLikeLua(text);
  return isOpen ? { kind: 'template', parts: [kept, UNKNOWN] } : { kind: 'text', value: kept };
}

/** `whole` is what the text is a part of. */
function keptText(text: string, whole: string): string {
  return text.length <= MAXIMUM_TEXT ? text : text.slice(0, maximumOf(whole));
}

function maximumOf(whole: string): number {
  if (looksLikeSql(whole)) return MAXIMUM_SQL;
  return looksLikeLua(whole) ? MAXIMUM_LUA : MAXIMUM_TEXT;
}

function readTemplate(extraction: Extraction, node: ts.TemplateExpression): Expression {
  const { text: head } = node.head;
  const texts = [head, ...node.templateSpans.map((span) => span.literal.text)];
  const whole = texts.some((text) => text.length > MAXIMUM_TEXT) ? texts.join(' ') : head;
  const isLua = looksLikeLua(whole);
  const kept = (text: string): (string | Expression)[] => {
    const part = keptText(text, whole);
    return isLua && part.length < text.length ? [part, UNKNOWN] : [part];
  };
  const parts: (string | Expression)[] = kept(head);
  for (const span of node.templateSpans) {
    parts.push(readArgument(extraction, span.expression), ...kept(span.literal.text));
  }
  return { kind: 'template', parts: parts.filter((part) => part !== '') };
}

/** A tagged template calls its tag; the text and holes become its first argument. */
function readTagged(extraction: Extraction, node: ts.TaggedTemplateExpression): Expression {
  const use = takeUse(extraction);
  const callee = readExpression(extraction, node.tag);
  const template: Expression = ts.isTemplateExpression(node.template)
    ? readTemplate(extraction, node.template)
    : readText(node.template.text);
  const call = extraction.recordCall({
    callee,
    arguments: [template],
    construction: false,
    range: extraction.range(node),
    nameRange: nameRange(extraction, node.tag),
    argumentRanges: [extraction.range(node.template)],
    use,
  });
  return { kind: 'call', call };
}

function readObject(extraction: Extraction, node: ts.ObjectLiteralExpression): Expression {
  const properties: ObjectProperty[] = [];
  const spreads: Expression[] = [];
  const computed: ComputedProperty[] = [];
  for (const property of node.properties.slice(0, MAXIMUM_ITEMS)) {
    if (ts.isSpreadAssignment(property)) {
      spreads.push(readArgument(extraction, property.expression));
      continue;
    }
    const read = propertyName(extraction, property.name);
    const name = typeof read === 'string' ? read : undefined;
    if (ts.isPropertyAssignment(property)) {
      const value = readArgument(extraction, property.initializer);
      if (name !== undefined) properties.push({ name, value: named(extraction, value, name) });
      else {
        // There is a property more, and nobody knows which.
        spreads.push(UNKNOWN);
        if (read && typeof read !== 'string') computed.push({ name: read, value });
      }
    } else if (ts.isShorthandPropertyAssignment(property)) {
      properties.push({ name: property.name.text, value: readName(extraction, property.name) });
    } else if (ts.isMethodDeclaration(property) && name !== undefined) {
      const value: Expression = { kind: 'function', function: readFunction(extraction, property) };
      properties.push({ name, value: named(extraction, value, name) });
    } else if (ts.isGetAccessor(property) && name !== undefined) {
      const value: Expression = { kind: 'function', function: readFunction(extraction, property) };
      properties.push({ name, value: named(extraction, value, name), get: true });
    } else if (ts.isAccessor(property)) {
      readFunction(extraction, property);
    }
  }
  return { kind: 'object', properties, spreads, ...(computed.length > 0 && { computed }) };
}

/** A function that is the value of a property is called by the property's name. */
function named(extraction: Extraction, value: Expression, name: string): Expression {
  const fact = value.kind === 'function' ? extraction.functions[value.function] : undefined;
  if (fact && fact.name === '') fact.name = name;
  return value;
}

/** A text, or the expression in brackets. */
function propertyName(extraction: Extraction, name: ts.PropertyName): string | Expression | undefined {
  if (ts.isIdentifier(name) || ts.isStringLiteralLike(name) || ts.isNumericLiteral(name)) return name.text;
  if (ts.isComputedPropertyName(name)) {
    const value = readArgument(extraction, name.expression);
    return value.kind === 'text' ? value.value : value;
  }
  return undefined;
}

function readItems(extraction: Extraction, nodes: ts.NodeArray<ts.Expression>): readonly Expression[] {
  const items = nodes.map((item) => readArgument(extraction, item));
  return items.slice(0, MAXIMUM_ITEMS);
}

/** Functions, not tables: the parser is not loaded before something is parsed. */
function isAssignment(operator: ts.SyntaxKind): boolean {
  return (
    operator === ts.SyntaxKind.EqualsToken ||
    operator === ts.SyntaxKind.QuestionQuestionEqualsToken ||
    operator === ts.SyntaxKind.BarBarEqualsToken
  );
}

function isCounting(operator: ts.SyntaxKind): boolean {
  return (
    operator === ts.SyntaxKind.PlusEqualsToken ||
    operator === ts.SyntaxKind.MinusEqualsToken ||
    operator === ts.SyntaxKind.AsteriskEqualsToken ||
    operator === ts.SyntaxKind.SlashEqualsToken
  );
}

function markCounted(extraction: Extraction, target: Expression): void {
  const binding = target.kind === 'name' ? extraction.bindings[target.binding] : undefined;
  if (binding) binding.counted = true;
}

function shortCircuitArm(operator: ts.SyntaxKind): 'true' | 'false' | undefined {
  if (operator === ts.SyntaxKind.AmpersandAmpersandToken) return 'true';
  const isOtherwise =
    operator === ts.SyntaxKind.BarBarToken || operator === ts.SyntaxKind.QuestionQuestionToken;
  return isOtherwise ? 'false' : undefined;
}

function readBinary(extraction: Extraction, node: ts.BinaryExpression): Expression {
  const operator = node.operatorToken;
  if (isAssignment(operator.kind)) return readAssignment(extraction, node);
  const left = readArgument(extraction, node.left);
  if (isCounting(operator.kind)) markCounted(extraction, left);
  if (isCompoundAssignment(operator.kind)) recordChange(extraction, left, node.left, 'counted');
  const arm = shortCircuitArm(operator.kind);
  const fork = arm && { fork: extraction.nextFork(), arm };
  const branch = fork && { ...fork, condition: left, ...alternativeTo(extraction, node) };
  const readRight = () => readArgument(extraction, node.right);
  const right = branch
    ? extraction.inBranch(branch, readRight)
    : isCompoundAssignment(operator.kind)
      ? extraction.noting(readRight)
      : readRight();
  if (operator.kind === ts.SyntaxKind.PlusEqualsToken) recordAppend(extraction, left, right);
  return { kind: 'binary', operator: operator.getText(extraction.source), left, right };
}

function readAssignment(extraction: Extraction, node: ts.BinaryExpression): Expression {
  if (isKept(extraction, node.left)) return readKeptAssignment(extraction, node, node.left);
  if (extraction.kept.emptied.has(node)) return readEmptying(extraction, node);
  const ofSlot = readSlotAssignment(extraction, node);
  if (ofSlot) return ofSlot;
  const target = readArgument(extraction, node.left);
  extraction.pendingUse = 'value';
  const value = readExpression(extraction, node.right);
  recordChange(extraction, target, node.left, isConstant(value) ? 'emptied' : 'assigned');
  const binding = target.kind === 'name' ? extraction.bindings[target.binding] : undefined;
  binding?.assigned.push(value);
  if (target.kind === 'name' && binding) noteReassignment(extraction, target, node.operatorToken, value);
  if (binding && extraction.recovering && isEmptyValue(value)) {
    binding.emptiedOnFailure = extraction.range(node.left);
  }
  if (target.kind === 'name' && binding?.initializer && isEmptyValue(binding.initializer))
    extraction.filledInTry.push(target.binding);
  if (target.kind === 'member') {
    named(extraction, value, target.name);
    recordAssignment(extraction, target, value);
    recordCommonJsExport(extraction, target, value);
  }
  if (target.kind === 'element') recordAssignment(extraction, target, value);
  return value;
}

/** Numbers that are counted up are no texts. */
function recordAppend(extraction: Extraction, target: Expression, value: Expression): void {
  const isField = target.kind === 'member' && target.object.kind === 'this';
  if (value.kind === 'number' || !(isField || (target.kind === 'name' && target.binding >= 0))) return;
  const { branches, currentFunction, calls } = extraction;
  extraction.appends.push({ target, value, function: currentFunction, order: calls.length, branches });
}

function recordAssignment(extraction: Extraction, target: Expression, value: Expression): void {
  const { branches, currentFunction } = extraction;
  extraction.assignments.push({
    target,
    value,
    function: currentFunction,
    ...(branches.length > 0 && { branches }),
  });
}

function isCompoundAssignment(kind: ts.SyntaxKind): boolean {
  return kind >= ts.SyntaxKind.FirstCompoundAssignment && kind <= ts.SyntaxKind.LastCompoundAssignment;
}

/** A member of what a variable holds gets another value. */
function recordChange(
  extraction: Extraction,
  target: Expression,
  node: ts.Node,
  kind: ChangeFact['kind'],
): void {
  let root = target;
  while (root.kind === 'member' || root.kind === 'element') root = root.object;
  if (root === target || root.kind !== 'name') return;
  const holder = extraction.bindings[root.binding]?.kind;
  if (holder !== 'variable' && holder !== 'parameter') return;
  extraction.changes.push({
    target,
    kind,
    range: extraction.range(node),
    function: extraction.currentFunction,
    branches: extraction.branches,
  });
}

/** `undefined`, `null`, `'***'`: nothing of what stood there before. */
function isConstant({ kind }: Expression): boolean {
  return kind === 'undefined' || kind === 'null' || kind === 'text';
}

/** `module.exports = …`, `module.exports.name = …`, `exports.name = …` at any depth of the file. */
function recordCommonJsExport(extraction: Extraction, target: Expression, value: Expression): void {
  if (target.kind !== 'member') return;
  if (isGlobal(target.object, 'module') && target.name === 'exports') {
    extraction.exports.push({ name: '*', value });
  } else if (isGlobal(target.object, 'exports') || isModuleExports(target.object)) {
    extraction.exports.push({ name: target.name, value });
  }
}

function isModuleExports(expression: Expression): boolean {
  return (
    expression.kind === 'member' && expression.name === 'exports' && isGlobal(expression.object, 'module')
  );
}

function isGlobal(expression: Expression, name: string): boolean {
  return expression.kind === 'name' && expression.binding === -1 && expression.name === name;
}

/** The place of the name in `name || …`. */
function alternativeTo(
  extraction: Extraction,
  node: ts.BinaryExpression,
): { readonly nameRange?: TextRange; readonly alternative?: true } {
  const isOr = node.operatorToken.kind === ts.SyntaxKind.BarBarToken;
  return isOr && ts.isIdentifier(node.left)
    ? { nameRange: extraction.range(node.left), alternative: true }
    : {};
}

/** The place of a condition that is nothing but a name, or a name behind `!`. */
export function nameRangeOf(extraction: Extraction, node: ts.Expression): { readonly nameRange?: TextRange } {
  const isNegated = ts.isPrefixUnaryExpression(node) && node.operator === ts.SyntaxKind.ExclamationToken;
  return ts.isIdentifier(isNegated ? node.operand : node) ? { nameRange: extraction.range(node) } : {};
}

function readConditional(extraction: Extraction, node: ts.ConditionalExpression): Expression {
  const test = readArgument(extraction, node.condition);
  const fork = extraction.nextFork();
  const step = { fork, condition: test, ...nameRangeOf(extraction, node.condition) };
  const whenTrue = extraction.inBranch({ ...step, arm: 'true' }, () =>
    readArgument(extraction, node.whenTrue),
  );
  const whenFalse = extraction.inBranch({ ...step, arm: 'false' }, () =>
    readArgument(extraction, node.whenFalse),
  );
  return { kind: 'conditional', test, whenTrue, whenFalse };
}

function readUnary(extraction: Extraction, node: ts.PrefixUnaryExpression): Expression {
  const operand = readArgument(extraction, node.operand);
  const operator = ts.tokenToString(node.operator) ?? '';
  if (operator === '++' || operator === '--') {
    markCounted(extraction, operand);
    recordChange(extraction, operand, node.operand, 'counted');
  }
  if (operator === '-' && operand.kind === 'number') return { kind: 'number', value: -operand.value };
  return { kind: 'unary', operator, operand };
}
