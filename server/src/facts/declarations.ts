/**
 * Functions, classes, parameters, imports and exports of one file.
 */
import { ts } from 'ts-morph';
import { readExpression } from './expressions.js';
import type { Extraction, FieldOwner } from './extraction.js';
import type {
  BindingIndex,
  ClassIndex,
  DecoratorFact,
  Expression,
  FieldFact,
  FunctionIndex,
  MethodFact,
  ObjectProperty,
  ParameterFact,
  TypeReference,
} from './fileFacts.js';
import { recordKeptObject } from './keptEntries.js';
import { hoist, readStatements } from './statements.js';
import { heritage, readMembers, readType, typeArguments } from './typeReferences.js';

/** Reads a function with its body and returns its index. */
export function readFunction(
  extraction: Extraction,
  node: ts.FunctionLikeDeclaration,
  owner?: { readonly class: ClassIndex; readonly className: string; readonly static: boolean },
): FunctionIndex {
  // `@Query(() => User)`: functions in what stands before the body come first.
  const decorators = readDecorators(extraction, node);
  const returnType = readType(extraction, node.type);
  const index = extraction.functions.length;
  const outer = {
    function: extraction.currentFunction,
    branches: extraction.branches,
    caught: extraction.caught,
    tries: extraction.tries,
    cleanupOf: extraction.cleanupOf,
    testing: extraction.testing,
  };
  const field = owner ? undefined : fieldOf(extraction, node);
  const place = owner ?? field;
  extraction.functions.push({
    name: field?.name ?? functionName(node, owner?.className),
    nameRange: extraction.range(node.name ?? node),
    range: extraction.range(node),
    parameters: [],
    returns: [],
    async: (ts.getCombinedModifierFlags(node as ts.Declaration) & ts.ModifierFlags.Async) !== 0,
    parent: extraction.currentFunction,
    static: place?.static ?? false,
    inline: false,
    calls: [],
    decorators,
    ...(returnType && { returnType }),
    ...(place && { class: place.class }),
  });
  const outerField = extraction.currentField;
  extraction.currentField = undefined;
  extraction.currentFunction = index;
  extraction.branches = [];
  extraction.caught = false;
  extraction.tries = [];
  extraction.cleanupOf = undefined;
  extraction.testing = undefined;
  extraction.inScope(() => {
    // `this: User` only gives a type.
    const given = node.parameters.filter(({ name }) => !(ts.isIdentifier(name) && name.text === 'this'));
    const parameters = given.map((parameter, position) => readParameter(extraction, parameter, position));
    const fact = extraction.functions[index];
    if (fact) fact.parameters = parameters;
    markUnread(extraction, parameters, node);
    readBody(extraction, index, node.body);
  });
  extraction.currentField = outerField;
  extraction.currentFunction = outer.function;
  extraction.branches = outer.branches;
  extraction.caught = outer.caught;
  extraction.tries = outer.tries;
  extraction.cleanupOf = outer.cleanupOf;
  extraction.testing = outer.testing;
  return index;
}

/** `tell = throttle(async () => …)`: what is handed over there is a method of the class, behind a wrapper. */
function fieldOf(extraction: Extraction, node: ts.FunctionLikeDeclaration): FieldOwner | undefined {
  return ts.isArrowFunction(node) || ts.isFunctionExpression(node) ? extraction.currentField : undefined;
}

/** Only these are asked for; looking for every name in every function would take too long. */
const LIFE_WORDS = /ttl|expir|life|age|opt/i;

/** Whether an identifier behind `start` reads a variable of the name, or all arguments at once. */
function reads(node: ts.Node, name: string, start: number): boolean {
  if (ts.isIdentifier(node)) return node.pos >= start && (node.text === name || node.text === 'arguments');
  // The names of properties are no variables.
  if (ts.isPropertyAccessExpression(node)) return reads(node.expression, name, start);
  if (ts.isPropertyAssignment(node)) return reads(node.initializer, name, start);
  return ts.forEachChild(node, (child) => reads(child, name, start)) === true;
}

function markUnread(
  extraction: Extraction,
  parameters: readonly ParameterFact[],
  { body, parameters: nodes }: ts.FunctionLikeDeclaration,
): void {
  for (const index of parameters.flatMap((parameter) => parameter.bindings)) {
    const binding = extraction.bindings[index];
    if (!binding || !body || !LIFE_WORDS.test(binding.name)) continue;
    const isRead = [body, ...nodes].some((node) => reads(node, binding.name, binding.range[1]));
    if (!isRead) binding.unread = true;
  }
}

function readBody(extraction: Extraction, index: FunctionIndex, body: ts.ConciseBody | undefined): void {
  if (!body) return;
  if (ts.isBlock(body)) {
    hoist(extraction, body.statements);
    const last = body.statements.at(-1);
    if (last && ts.isTryStatement(last)) extraction.lastTries.add(last);
    readStatements(extraction, body.statements);
    return;
  }
  extraction.pendingUse = 'returned';
  const value = readExpression(extraction, body);
  extraction.functions[index]?.returns.push({ value, order: extraction.calls.length, branches: [] });
}

function functionName(node: ts.FunctionLikeDeclaration, className: string | undefined): string {
  const name = ts.isConstructorDeclaration(node)
    ? 'constructor'
    : node.name &&
        (ts.isIdentifier(node.name) || ts.isPrivateIdentifier(node.name) || ts.isStringLiteral(node.name))
      ? node.name.text
      : '';
  return className ? `${className}.${name}` : name;
}

function readParameter(
  extraction: Extraction,
  node: ts.ParameterDeclaration,
  position: number,
): ParameterFact {
  const type = readType(extraction, node.type);
  const defaultValue = node.initializer ? readExpression(extraction, node.initializer) : undefined;
  const decorators = readDecorators(extraction, node);
  const bindings = declarePattern(extraction, node.name, {
    kind: 'parameter',
    parameter: position,
    ...(type && { type }),
    ...(defaultValue && { defaultValue }),
  });
  return {
    bindings,
    optional: node.questionToken !== undefined || node.initializer !== undefined,
    rest: node.dotDotDotToken !== undefined,
    decorators,
    ...(type && { type }),
    ...(defaultValue && { defaultValue }),
  };
}

interface PatternSource {
  readonly kind: 'parameter' | 'variable' | 'catch';
  readonly initializer?: Expression;
  readonly type?: TypeReference;
  readonly parameter?: number;
  readonly defaultValue?: Expression;
  readonly constant?: boolean;
}

/** Declares every name of a binding pattern, each with the path that leads to its value. */
export function declarePattern(
  extraction: Extraction,
  name: ts.BindingName,
  source: PatternSource,
  path: readonly string[] = [],
): readonly BindingIndex[] {
  if (ts.isIdentifier(name)) {
    const hoisted = extraction.scope.declaredHere(name.text);
    const part = path.length > 0 ? { path } : {};
    if (hoisted !== undefined && source.kind === 'variable') {
      const binding = extraction.bindings[hoisted];
      if (binding) Object.assign(binding, source, part);
      return [hoisted];
    }
    return [extraction.declare(name.text, name, { ...source, ...part })];
  }
  return name.elements.flatMap((element) => {
    if (ts.isOmittedExpression(element)) return [];
    const step = elementStep(name, element);
    const inner = element.initializer ? readExpression(extraction, element.initializer) : undefined;
    // The default of the whole is applied to the whole; a part has its own.
    const { defaultValue: _whole, ...rest } = source;
    const next = element.dotDotDotToken ? path : [...path, step];
    return declarePattern(extraction, element.name, { ...rest, ...(inner && { defaultValue: inner }) }, next);
  });
}

function elementStep(pattern: ts.BindingPattern, element: ts.BindingElement): string {
  if (ts.isArrayBindingPattern(pattern)) return String(pattern.elements.indexOf(element));
  const name = element.propertyName ?? element.name;
  return ts.isIdentifier(name) || ts.isStringLiteral(name) ? name.text : '*';
}

export function readDecorators(extraction: Extraction, node: ts.Node): readonly DecoratorFact[] {
  const decorators = ts.canHaveDecorators(node) ? ts.getDecorators(node) : undefined;
  if (!decorators) return [];
  return decorators.flatMap((decorator): DecoratorFact[] => {
    const call = ts.isCallExpression(decorator.expression) ? decorator.expression : undefined;
    const callee = call?.expression ?? decorator.expression;
    if (!ts.isIdentifier(callee)) return [];
    return [
      {
        name: callee.text,
        binding: extraction.scope.resolve(callee.text),
        arguments: call?.arguments.map((argument) => readExpression(extraction, argument)) ?? [],
        range: extraction.range(callee),
      },
    ];
  });
}

/** Reads a class with its members and returns its index. */
export function readClass(extraction: Extraction, node: ts.ClassLikeDeclaration): ClassIndex {
  const index = extraction.classes.length;
  const name = node.name?.text ?? '';
  const fields: FieldFact[] = [];
  const methods: MethodFact[] = [];
  // The slot is taken before the members are read, so that nested classes number after this one.
  extraction.classes.push({ name, fields, methods, implements: [], decorators: [] });
  const clauses = node.heritageClauses ?? [];
  const base = clauses.find((clause) => clause.token === ts.SyntaxKind.ExtendsKeyword)?.types[0];
  const interfaces = clauses.find((clause) => clause.token === ts.SyntaxKind.ImplementsKeyword)?.types ?? [];
  const extended = base ? readExpression(extraction, base.expression) : undefined;
  const extendsArguments = base?.typeArguments && typeArguments(extraction, base.typeArguments);
  const implemented = interfaces.map((type) => heritage(extraction, type));
  const decorators = readDecorators(extraction, node);
  let constructorFunction: FunctionIndex | undefined;
  for (const member of node.members) {
    const isStatic = (ts.getCombinedModifierFlags(member) & ts.ModifierFlags.Static) !== 0;
    const owner = { class: index, className: name, static: isStatic };
    if (ts.isConstructorDeclaration(member)) {
      constructorFunction = readFunction(extraction, member, owner);
      fields.push(...parameterProperties(extraction, member, constructorFunction));
    } else if (ts.isMethodDeclaration(member) || ts.isAccessor(member)) {
      const kind = ts.isGetAccessor(member) ? 'get' : ts.isSetAccessor(member) ? 'set' : 'method';
      const memberName = memberText(member.name);
      methods.push({
        name: memberName,
        function: readFunction(extraction, member, owner),
        kind,
        static: isStatic,
        ...(isHidden(member) && { hidden: true as const }),
        ...(isAbstract(member) && { abstract: true as const }),
      });
    } else if (ts.isPropertyDeclaration(member)) {
      fields.push(readField(extraction, member, owner));
    } else if (ts.isClassStaticBlockDeclaration(member)) {
      readStatements(extraction, member.body.statements);
    }
  }
  extraction.classes[index] = {
    name,
    fields,
    methods,
    implements: implemented,
    decorators,
    ...(extended && { extends: extended }),
    ...(extendsArguments && { extendsArguments }),
    ...(constructorFunction !== undefined && { constructorFunction }),
  };
  return index;
}

function isHidden(member: ts.MethodDeclaration | ts.AccessorDeclaration | ts.PropertyDeclaration): boolean {
  const modifiers = ts.ModifierFlags.Private | ts.ModifierFlags.Protected;
  return ts.isPrivateIdentifier(member.name) || (ts.getCombinedModifierFlags(member) & modifiers) !== 0;
}

function isAbstract(member: ts.MethodDeclaration | ts.AccessorDeclaration): boolean {
  return (ts.getCombinedModifierFlags(member) & ts.ModifierFlags.Abstract) !== 0;
}

function readField(
  extraction: Extraction,
  node: ts.PropertyDeclaration,
  owner: { readonly class: ClassIndex; readonly className: string; readonly static: boolean },
): FieldFact {
  const type = readType(extraction, node.type);
  const name = memberText(node.name);
  const given = node.initializer ? readFieldValue(extraction, node.initializer, owner, name) : undefined;
  const initializer = extraction.slots.declared.has(node) ? recordKeptObject(extraction, node) : given;
  return {
    name,
    static: owner.static,
    decorators: readDecorators(extraction, node),
    ...(type && { type }),
    ...(initializer && { initializer }),
    ...(node.questionToken && isHidden(node) && { optional: true as const }),
  };
}

/** An arrow function in a field is a method in all but form: it gets the class as its owner. */
function readFieldValue(
  extraction: Extraction,
  node: ts.Expression,
  owner: { readonly class: ClassIndex; readonly className: string; readonly static: boolean },
  name: string,
): Expression {
  if (!ts.isArrowFunction(node) && !ts.isFunctionExpression(node)) {
    const outer = extraction.currentField;
    extraction.currentField = { ...owner, name: `${owner.className}.${name}` };
    const value = readExpression(extraction, node);
    extraction.currentField = outer;
    return value;
  }
  const index = readFunction(extraction, node, owner);
  const fact = extraction.functions[index];
  if (fact) fact.name = `${owner.className}.${name}`;
  return { kind: 'function', function: index };
}

function parameterProperties(
  extraction: Extraction,
  node: ts.ConstructorDeclaration,
  index: FunctionIndex,
): readonly FieldFact[] {
  const parameters = extraction.functions[index]?.parameters ?? [];
  return node.parameters.flatMap((parameter, position): FieldFact[] => {
    if (!ts.isParameterPropertyDeclaration(parameter, node) || !ts.isIdentifier(parameter.name)) return [];
    const fact = parameters[position];
    return [
      {
        name: parameter.name.text,
        static: false,
        parameter: position,
        decorators: fact?.decorators ?? [],
        ...(fact?.type && { type: fact.type }),
      },
    ];
  });
}

function memberText(name: ts.PropertyName): string {
  return ts.isIdentifier(name) || ts.isPrivateIdentifier(name) || ts.isStringLiteralLike(name)
    ? name.text
    : '';
}

/** Enters everything a list of statements declares, before the statements are read. */
export function readInterface(extraction: Extraction, node: ts.InterfaceDeclaration): void {
  const extended = node.heritageClauses?.flatMap((clause) =>
    clause.types.map((type) => heritage(extraction, type)),
  );
  extraction.types.push({
    name: node.name.text,
    binding: extraction.scope.resolve(node.name.text),
    extends: extended ?? [],
    members: readMembers(extraction, node.members),
  });
}

export function readTypeAlias(extraction: Extraction, node: ts.TypeAliasDeclaration): void {
  const alias = readType(extraction, node.type);
  extraction.types.push({
    name: node.name.text,
    binding: extraction.scope.resolve(node.name.text),
    extends: [],
    members: alias?.kind === 'literal' ? alias.members : [],
    ...(alias && { alias }),
  });
}

export function readEnum(extraction: Extraction, node: ts.EnumDeclaration): void {
  const members = extraction.inScope(() => readEnumMembers(extraction, node));
  extraction.enums.push({ binding: extraction.scope.resolve(node.name.text), members });
}

/** `Minute = 60, Hour = Minute * 60`: those that come later may name the others. */
function readEnumMembers(extraction: Extraction, node: ts.EnumDeclaration): readonly ObjectProperty[] {
  const areNamed = node.members.some(({ initializer }) => initializer && !isLiteral(initializer));
  let next = 0;
  return node.members.map((member) => {
    const value: Expression = member.initializer
      ? readExpression(extraction, member.initializer)
      : { kind: 'number', value: next };
    next = value.kind === 'number' ? value.value + 1 : next + 1;
    const name = memberText(member.name);
    if (areNamed)
      extraction.declare(name, member.name, { kind: 'variable', constant: true, initializer: value });
    return { name, value };
  });
}

function isLiteral(node: ts.Expression): boolean {
  return ts.isLiteralExpression(node) || ts.isPrefixUnaryExpression(node);
}
