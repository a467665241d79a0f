/**
 * Plain objects that a file uses as a `Map`: made empty in its body or in a private field, called a cache, and only ever
 * looked up, filled and emptied by key. In: the syntax of a file. Out: the places where that is done; an object that is
 * used in any other way is left alone.
 */
import { ts } from 'ts-morph';

export interface KeptObjects {
  /** `{}`, `Object.create(null)` */
  readonly made: ReadonlySet<ts.Node>;
  /** `cache[key]` */
  readonly entries: ReadonlySet<ts.Node>;
  /** `cache = {}`, `this.cache = new Map()`: an empty one takes the place of what there was, also of a `Map`. */
  readonly emptied: ReadonlySet<ts.Node>;
}

const NONE: KeptObjects = { made: new Set(), entries: new Set(), emptied: new Set() };

const CACHE = /cache|memo(?!ry)/i;

/** What is kept so are no rows: clients, functions, work under way. */
const HOLDS_OTHERS =
  /client|connection|pool|instance|handler|callback|promise|in_?flight|pending|compiled|template|regexp?|loader|schema|module|token|stats|metric|timer/i;

/** Whether something of the program that keeps entries is called a cache of data. */
export function isCalledCache(name: string): boolean {
  return CACHE.test(name) && !HOLDS_OTHERS.test(name);
}

/** Where nothing takes entries out, nobody wants them fresh. */
const TAKES_OUT =
  /\bdelete\s+[\w.#]*(cache|memo)\w*\s*!?\s*\[|(cache|memo)\w*\s*=\s*(\{\s*\}|Object\.create|new\s+Map\b)/i;

export function keptObjectsOf(source: ts.SourceFile): KeptObjects {
  if (!TAKES_OUT.test(source.text)) return NONE;
  const kept = objectsIn(source).filter(({ name }) => isCalledCache(name));
  const found = kept.flatMap((one) => {
    const { entries, emptied, deletes, leaves } = usesOf(source, one);
    if (one.isMap) return [{ made: [], entries: [], emptied }];
    const takesOut = deletes || emptied.length > 0;
    return takesOut && !leaves ? [{ made: [one.made], entries, emptied }] : [];
  });
  return {
    made: new Set(found.flatMap(({ made }) => made)),
    entries: new Set(found.flatMap(({ entries }) => entries)),
    emptied: new Set(found.flatMap(({ emptied }) => emptied)),
  };
}

interface KeptObject {
  readonly name: string;
  readonly isField: boolean;
  /** It is a `Map`, whose methods say what is done to it: only what empties it is looked for. */
  readonly isMap: boolean;
  /** The name where it is declared. */
  readonly declared: ts.Node;
  readonly made: ts.Node;
}

function objectsIn(source: ts.SourceFile): readonly KeptObject[] {
  return source.statements.flatMap((statement) => {
    if (ts.isClassDeclaration(statement)) return statement.members.flatMap(fieldOf);
    if (!ts.isVariableStatement(statement) || isExported(statement)) return [];
    return statement.declarationList.declarations.flatMap(({ name, initializer }) => {
      const made = initializer && madeEmpty(initializer);
      if (!made || !ts.isIdentifier(name)) return [];
      return [{ name: name.text, isField: false, isMap: isNewMap(made), declared: name, made }];
    });
  });
}

function isExported(statement: ts.VariableStatement): boolean {
  return statement.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) === true;
}

function fieldOf(member: ts.ClassElement): readonly KeptObject[] {
  const name = privateName(member);
  const made =
    ts.isPropertyDeclaration(member) && member.initializer ? madeEmpty(member.initializer) : undefined;
  return name && made
    ? [{ name: name.text, isField: true, isMap: isNewMap(made), declared: name, made }]
    : [];
}

/** Of a private field: others may use one that is not in ways that are not seen here. */
export function privateName(member: ts.ClassElement): ts.Identifier | ts.PrivateIdentifier | undefined {
  if (!ts.isPropertyDeclaration(member)) return undefined;
  const { name, modifiers } = member;
  if (ts.isPrivateIdentifier(name)) return name;
  const isPrivate = modifiers?.some(({ kind }) => kind === ts.SyntaxKind.PrivateKeyword) === true;
  return isPrivate && ts.isIdentifier(name) ? name : undefined;
}

function madeEmpty(initializer: ts.Expression): ts.Node | undefined {
  if (ts.isAsExpression(initializer) || ts.isSatisfiesExpression(initializer))
    return madeEmpty(initializer.expression);
  if (ts.isObjectLiteralExpression(initializer) && initializer.properties.length === 0) return initializer;
  if (isNewMap(initializer)) return initializer;
  return ts.isCallExpression(initializer) && isObjectCreate(initializer) ? initializer : undefined;
}

/** `new Map()`, and not a copy of another one. */
function isNewMap(node: ts.Node): boolean {
  return (
    ts.isNewExpression(node) &&
    ts.isIdentifier(node.expression) &&
    node.expression.text === 'Map' &&
    !node.arguments?.length
  );
}

function isObjectCreate({ expression, arguments: [prototype, ...others] }: ts.CallExpression): boolean {
  return (
    ts.isPropertyAccessExpression(expression) &&
    ts.isIdentifier(expression.expression) &&
    expression.expression.text === 'Object' &&
    expression.name.text === 'create' &&
    prototype?.kind === ts.SyntaxKind.NullKeyword &&
    others.length === 0
  );
}

interface Uses {
  readonly entries: ts.Node[];
  readonly emptied: ts.Node[];
  deletes: boolean;
  /** It is used in another way as well. */
  leaves: boolean;
}

function usesOf(source: ts.SourceFile, kept: KeptObject): Uses {
  const uses: Uses = { entries: [], emptied: [], deletes: false, leaves: false };
  const visit = (node: ts.Node): void => {
    if (node === kept.declared || ts.isTypeNode(node) || (uses.leaves && !kept.isMap)) return;
    if (isEmptied(kept, node)) {
      uses.emptied.push(node);
    } else if (asksFor(kept, node)) {
      visit(node.left);
    } else if (isItself(kept, node) || isOtherUse(kept, node)) {
      uses.leaves = true;
    } else if (isEntry(kept, node)) {
      uses.entries.push(node);
      visit(node.argumentExpression);
    } else {
      if (ts.isDeleteExpression(node) && isEntry(kept, node.expression)) uses.deletes = true;
      if (ts.isPropertyAccessExpression(node)) visit(node.expression);
      else ts.forEachChild(node, visit);
    }
  };
  visit(source);
  return uses;
}

function isItself({ name, isField }: KeptObject, node: ts.Node): boolean {
  if (isField) return ts.isPropertyAccessExpression(node) && node.name.text === name;
  return ts.isIdentifier(node) && node.text === name;
}

/** `key in cache` */
function asksFor(kept: KeptObject, node: ts.Node): node is ts.BinaryExpression {
  return (
    ts.isBinaryExpression(node) &&
    node.operatorToken.kind === ts.SyntaxKind.InKeyword &&
    isItself(kept, node.right)
  );
}

function isEmptied(kept: KeptObject, node: ts.Node): boolean {
  if (!ts.isBinaryExpression(node) || node.operatorToken.kind !== ts.SyntaxKind.EqualsToken) return false;
  const made = isItself(kept, node.left) ? madeEmpty(node.right) : undefined;
  return made !== undefined && isNewMap(made) === kept.isMap;
}

function isEntry(kept: KeptObject, node: ts.Node): node is ts.ElementAccessExpression {
  return ts.isElementAccessExpression(node) && isItself(kept, withoutAssertion(node.expression));
}

function withoutAssertion(node: ts.Expression): ts.Expression {
  return ts.isNonNullExpression(node) || ts.isParenthesizedExpression(node)
    ? withoutAssertion(node.expression)
    : node;
}

/** An entry that is counted, called or filled where it is missing: `cache[key] += 1`, `cache[key]()`, `cache[key] ??= …`. */
function isOtherUse(kept: KeptObject, node: ts.Node): boolean {
  if (ts.isCallExpression(node)) return isEntry(kept, node.expression);
  if (ts.isPostfixUnaryExpression(node)) return isEntry(kept, node.operand);
  if (ts.isPrefixUnaryExpression(node)) return node.operator !== NOT && isEntry(kept, node.operand);
  if (!ts.isBinaryExpression(node) || !isEntry(kept, node.left)) return false;
  const { kind } = node.operatorToken;
  return kind >= ts.SyntaxKind.FirstCompoundAssignment && kind <= ts.SyntaxKind.LastCompoundAssignment;
}

const NOT = ts.SyntaxKind.ExclamationToken;
