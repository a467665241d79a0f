/**
 * Variables of a module and private fields that keep one copy: called a cache, empty at first, filled with something and
 * emptied by hand. In: the syntax of a file. Out: where they are declared, read, filled and emptied, with their names. Where
 * the file looks at a clock, a copy may end by itself, and one that is changed in its place is no copy any more.
 */
import { ts } from 'ts-morph';
import { isCalledCache, privateName } from './keptObjects.js';

export interface KeptSlots {
  readonly declared: ReadonlySet<ts.Node>;
  readonly read: ReadonlyMap<ts.Node, string>;
  /** `cache = rows`, `cache ??= rows` */
  readonly filled: ReadonlyMap<ts.Node, string>;
  /** `cache = null` */
  readonly emptied: ReadonlyMap<ts.Node, string>;
}

const EMPTIES = /(cache|memo)\w*\s*=\s*(null|undefined)\b/i;
const CLOCK =
  /\bDate\.now\b|\bnew Date\(\s*\)|\bperformance\.now\b|\bhrtime\b|\bset(Timeout|Interval)\b|dayjs|moment\(/;

interface Slot {
  readonly name: string;
  readonly isField: boolean;
  readonly declared: ts.Node;
}

interface Uses {
  readonly read: ts.Node[];
  readonly filled: ts.Node[];
  readonly emptied: ts.Node[];
  /** It is used in another way as well. */
  leaves: boolean;
}

export function keptSlotsOf(source: ts.SourceFile): KeptSlots {
  const slots = EMPTIES.test(source.text) && !CLOCK.test(source.text) ? slotsIn(source) : [];
  const kept = slots.flatMap((slot) => {
    const uses = usesOf(source, slot);
    const isKept = [uses.read, uses.filled, uses.emptied].every(({ length }) => length > 0);
    return isKept && !uses.leaves ? [{ ...uses, ...slot }] : [];
  });
  const named = (of: 'read' | 'filled' | 'emptied'): ReadonlyMap<ts.Node, string> =>
    new Map(kept.flatMap((one) => one[of].map((node) => [node, one.name] as const)));
  return {
    declared: new Set(kept.map(({ declared }) => declared)),
    read: named('read'),
    filled: named('filled'),
    emptied: named('emptied'),
  };
}

function slotsIn(source: ts.SourceFile): readonly Slot[] {
  return source.statements
    .flatMap((statement): readonly Slot[] => {
      if (ts.isClassDeclaration(statement)) return statement.members.flatMap(fieldOf);
      if (!ts.isVariableStatement(statement) || statement.modifiers?.length) return [];
      return statement.declarationList.declarations.flatMap((declared) =>
        ts.isIdentifier(declared.name) && beginsEmpty(declared.initializer)
          ? [{ name: declared.name.text, isField: false, declared }]
          : [],
      );
    })
    .filter(({ name }) => isCalledCache(name));
}

function fieldOf(member: ts.ClassElement): readonly Slot[] {
  const name = privateName(member);
  const isSlot = ts.isPropertyDeclaration(member) && beginsEmpty(member.initializer);
  return name && isSlot ? [{ name: name.text, isField: true, declared: member }] : [];
}

function beginsEmpty(initializer: ts.Expression | undefined): boolean {
  return initializer === undefined || isEmpty(initializer);
}

function isEmpty(node: ts.Expression): boolean {
  if (ts.isAsExpression(node) || ts.isParenthesizedExpression(node)) return isEmpty(node.expression);
  return node.kind === ts.SyntaxKind.NullKeyword || (ts.isIdentifier(node) && node.text === 'undefined');
}

function usesOf(source: ts.SourceFile, slot: Slot): Uses {
  const uses: Uses = { read: [], filled: [], emptied: [], leaves: false };
  const visit = (node: ts.Node): void => {
    if (ts.isTypeNode(node) || uses.leaves) return;
    if (node === slot.declared) return;
    if (isDeclarationOf(slot, node) || isChange(slot, node)) uses.leaves = true;
    else if (ts.isBinaryExpression(node) && isAssignment(node) && isItself(slot, node.left)) {
      const isEmptying = node.operatorToken.kind === ts.SyntaxKind.EqualsToken && isEmpty(node.right);
      (isEmptying ? uses.emptied : uses.filled).push(node);
      if (node.operatorToken.kind !== ts.SyntaxKind.EqualsToken) uses.read.push(node.left);
      visit(node.right);
    } else if (isItself(slot, node)) uses.read.push(node);
    else if (ts.isPropertyAccessExpression(node)) visit(node.expression);
    else if (ts.isPropertyAssignment(node)) visit(node.initializer);
    else ts.forEachChild(node, visit);
  };
  visit(source);
  return uses;
}

function isItself({ name, isField }: Slot, node: ts.Node): boolean {
  if (!isField) return ts.isIdentifier(node) && node.text === name;
  return (
    ts.isPropertyAccessExpression(node) &&
    node.name.text === name &&
    node.expression.kind === ts.SyntaxKind.ThisKeyword
  );
}

/** Another thing of that name, or what hands it on under its name: `{ cache }`, `export { cache }`. */
function isDeclarationOf({ name, isField }: Slot, node: ts.Node): boolean {
  if (isField) return false;
  const isNamed =
    ts.isVariableDeclaration(node) ||
    ts.isParameter(node) ||
    ts.isBindingElement(node) ||
    ts.isFunctionDeclaration(node) ||
    ts.isShorthandPropertyAssignment(node) ||
    ts.isExportSpecifier(node) ||
    ts.isImportSpecifier(node);
  return isNamed && node.name !== undefined && ts.isIdentifier(node.name) && node.name.text === name;
}

const CHANGING = /^(set|add|push|unshift|pop|shift|splice|sort|reverse|fill|delete|clear)$/;

/** It is changed in its place, counted, or filled by taking it apart. */
function isChange(slot: Slot, node: ts.Node): boolean {
  if (ts.isDeleteExpression(node) || ts.isPostfixUnaryExpression(node)) return isWithin(slot, node);
  if (ts.isPrefixUnaryExpression(node)) return node.operator !== NOT && isWithin(slot, node.operand);
  if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression))
    return CHANGING.test(node.expression.name.text) && isWithin(slot, node.expression.expression);
  if (!ts.isBinaryExpression(node) || !isAnyAssignment(node)) return false;
  return !isItself(slot, node.left) ? isWithin(slot, node.left) : !isAssignment(node);
}

const NOT = ts.SyntaxKind.ExclamationToken;

function isWithin(slot: Slot, node: ts.Node): boolean {
  return (
    isItself(slot, node) || ts.forEachChild(node, (child) => isWithin(slot, child) || undefined) === true
  );
}

function isAnyAssignment({ operatorToken: { kind } }: ts.BinaryExpression): boolean {
  return kind >= ts.SyntaxKind.FirstAssignment && kind <= ts.SyntaxKind.LastAssignment;
}

function isAssignment({ operatorToken: { kind } }: ts.BinaryExpression): boolean {
  return (
    kind === ts.SyntaxKind.EqualsToken ||
    kind === ts.SyntaxKind.QuestionQuestionEqualsToken ||
    kind === ts.SyntaxKind.BarBarEqualsToken
  );
}
