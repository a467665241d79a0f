/**
 * Makes a name of another file known. In: the file and the edit. Out: one change: the name beside others of that
 * module, or a line behind the last import, or the last `require`. Undefined where the name means something else. Pure.
 */
import { type ImportDeclaration, Node, SyntaxKind, type VariableStatement } from 'ts-morph';
import type { ImportEdit } from '../../../shared/src/finding.js';
import type { EditedFile } from './editedFile.js';
import { isDeclared } from './statements.js';
import type { TextChange } from './textChange.js';

export function addImport(file: EditedFile, edit: ImportEdit): readonly TextChange[] | undefined {
  const { source } = file;
  const isTaken = source
    .getDescendantsOfKind(SyntaxKind.Identifier)
    .some((name) => name.getText() === edit.name && (isDeclared(name) || isImported(name)));
  if (isTaken) return undefined;
  const imports = source.getImportDeclarations();
  const requires = source.getVariableStatements().filter((one) => requiredBy(one) !== undefined);
  const [lastImport, lastRequire] = [imports.at(-1), requires.at(-1)];
  if (lastImport) {
    const same = imports.find(
      (one) => one.getModuleSpecifierValue() === edit.specifier && takesMore(one, edit),
    );
    return [same ? besideOthers(same, edit) : behind(file, lastImport, importLine(file, lastImport, edit))];
  }
  if (!lastRequire) return undefined;
  const same = requires.find((one) => requiredBy(one) === edit.specifier && namesOf(one) !== undefined);
  const last = same && !edit.isDefault ? namesOf(same)?.at(-1) : undefined;
  if (last) return [{ start: last.getEnd(), end: last.getEnd(), newText: `, ${edit.name}` }];
  return [behind(file, lastRequire, requireLine(file, lastRequire, edit))];
}

function isImported(name: Node): boolean {
  const parent = name.getParent();
  return Node.isImportSpecifier(parent) || Node.isImportClause(parent) || Node.isNamespaceImport(parent);
}

/** `import type` and `import * as` take no names of values. */
function takesMore(declaration: ImportDeclaration, { isDefault }: ImportEdit): boolean {
  if (declaration.isTypeOnly() || declaration.getNamespaceImport() || !declaration.getImportClause())
    return false;
  return isDefault ? !declaration.getDefaultImport() : true;
}

function besideOthers(declaration: ImportDeclaration, { name, isDefault }: ImportEdit): TextChange {
  const last = declaration.getNamedImports().at(-1);
  const start = isDefault
    ? (declaration.getImportClause()?.getStart() ?? declaration.getStart())
    : (last ?? declaration.getDefaultImport() ?? declaration).getEnd();
  if (isDefault) return { start, end: start, newText: `${name}, ` };
  if (!last) return { start, end: start, newText: `, { ${name} }` };
  const before = /\n[ \t]*$/.exec(last.getFullText().slice(0, last.getStart() - last.getPos()))?.[0];
  return { start, end: start, newText: `,${before ?? ' '}${name}` };
}

function importLine({ quote }: EditedFile, like: ImportDeclaration, edit: ImportEdit): string {
  const isTight = /\{\S/.test(like.getText());
  const names = edit.isDefault ? edit.name : isTight ? `{${edit.name}}` : `{ ${edit.name} }`;
  return `import ${names} from ${quote}${edit.specifier}${quote}${semicolonOf(like)}`;
}

function requireLine({ quote }: EditedFile, like: VariableStatement, edit: ImportEdit): string {
  const keyword = like.getDeclarationKind();
  const names = edit.isDefault ? edit.name : `{ ${edit.name} }`;
  return `${keyword} ${names} = require(${quote}${edit.specifier}${quote})${semicolonOf(like)}`;
}

function behind({ newline }: EditedFile, node: Node, line: string): TextChange {
  return { start: node.getEnd(), end: node.getEnd(), newText: `${newline}${line}` };
}

function semicolonOf(node: Node): string {
  return node.getText().endsWith(';') ? ';' : '';
}

/** The module of `const name = require('module')`. */
function requiredBy(statement: VariableStatement): string | undefined {
  const [declaration] = statement.getDeclarations();
  const call = declaration?.getInitializer();
  if (!Node.isCallExpression(call) || call.getExpression().getText() !== 'require') return undefined;
  const [module] = call.getArguments();
  return Node.isStringLiteral(module) ? module.getLiteralText() : undefined;
}

function namesOf(statement: VariableStatement): readonly Node[] | undefined {
  const name = statement.getDeclarations()[0]?.getNameNode();
  return Node.isObjectBindingPattern(name) ? name.getElements() : undefined;
}
