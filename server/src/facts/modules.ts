/**
 * Imports and exports. Every import becomes a binding; every export says what it stands for or where it
 * comes from. `require()` and `import()` are ordinary calls and are understood by the model.
 */
import { ts } from 'ts-morph';
import type { Extraction } from './extraction.js';
import type { Expression } from './fileFacts.js';

export function readImport(
  extraction: Extraction,
  node: ts.ImportDeclaration | ts.ImportEqualsDeclaration,
): void {
  if (ts.isImportEqualsDeclaration(node)) {
    const reference = node.moduleReference;
    if (ts.isExternalModuleReference(reference) && ts.isStringLiteralLike(reference.expression)) {
      declareImport(extraction, node.name, reference.expression.text, '*');
    }
    return;
  }
  if (!ts.isStringLiteralLike(node.moduleSpecifier)) return;
  const module = node.moduleSpecifier.text;
  const clause = node.importClause;
  if (clause?.name) declareImport(extraction, clause.name, module, 'default');
  const bindings = clause?.namedBindings;
  if (bindings && ts.isNamespaceImport(bindings)) declareImport(extraction, bindings.name, module, '*');
  if (bindings && ts.isNamedImports(bindings)) {
    for (const element of bindings.elements) {
      declareImport(extraction, element.name, module, (element.propertyName ?? element.name).text);
    }
  }
}

function declareImport(extraction: Extraction, local: ts.Identifier, module: string, name: string): void {
  extraction.declare(local.text, local, { kind: 'import', constant: true, import: { module, name } });
}

export function readExportDeclaration(extraction: Extraction, node: ts.ExportDeclaration): void {
  const module =
    node.moduleSpecifier && ts.isStringLiteralLike(node.moduleSpecifier)
      ? node.moduleSpecifier.text
      : undefined;
  const clause = node.exportClause;
  if (!clause) {
    if (module !== undefined) extraction.exports.push({ name: '*', from: { module, name: '*' } });
    return;
  }
  if (ts.isNamespaceExport(clause)) {
    if (module !== undefined) {
      extraction.exports.push({ name: clause.name.text, from: { module, name: '*' } });
    }
    return;
  }
  for (const element of clause.elements) {
    const source = (element.propertyName ?? element.name).text;
    if (module !== undefined) {
      extraction.exports.push({ name: element.name.text, from: { module, name: source } });
    } else {
      extraction.exports.push({ name: element.name.text, value: nameExpression(extraction, source) });
    }
  }
}

/** Records what an exported statement exports; `value` is given for functions and classes. */
export function recordExports(extraction: Extraction, node: ts.Statement, value?: Expression): void {
  const flags = ts.canHaveModifiers(node) ? (ts.getModifiers(node) ?? []) : [];
  if (!flags.some((modifier) => modifier.kind === ts.SyntaxKind.ExportKeyword)) return;
  const isDefault = flags.some((modifier) => modifier.kind === ts.SyntaxKind.DefaultKeyword);
  for (const name of declaredNames(node)) {
    extraction.exports.push({
      name: isDefault ? 'default' : name,
      value: nameExpression(extraction, name),
    });
  }
  if (isDefault && value && declaredNames(node).length === 0) {
    extraction.exports.push({ name: 'default', value });
  }
}

function nameExpression(extraction: Extraction, name: string): Expression {
  return { kind: 'name', name, binding: extraction.scope.resolve(name) };
}

function declaredNames(node: ts.Statement): readonly string[] {
  if (ts.isVariableStatement(node)) {
    return node.declarationList.declarations.flatMap((declaration) => namesOf(declaration.name));
  }
  if (
    ts.isFunctionDeclaration(node) ||
    ts.isClassDeclaration(node) ||
    ts.isEnumDeclaration(node) ||
    ts.isInterfaceDeclaration(node) ||
    ts.isTypeAliasDeclaration(node)
  ) {
    return node.name ? [node.name.text] : [];
  }
  return [];
}

function namesOf(name: ts.BindingName): readonly string[] {
  if (ts.isIdentifier(name)) return [name.text];
  return name.elements.flatMap((element) => (ts.isOmittedExpression(element) ? [] : namesOf(element.name)));
}
