/**
 * Where code says how rows look. In: the facts of a file, or its name. Out: the object that a schema is made of, and the
 * files that it may stand in: whoever reads rows mostly imports what describes them.
 */
import { callOf, lastName, requiredModule } from '../../facts/expressionNames.js';
import type { Expression, FileFacts } from '../../facts/fileFacts.js';
import type { Evaluation } from '../evaluation/evaluation.js';

/** `new Schema({ … })`, in its place or through a variable. */
export function definitionOf(
  facts: FileFacts,
  expression: Expression,
): Extract<Expression, { kind: 'object' }> | undefined {
  const initializer =
    expression.kind === 'name' ? facts.bindings[expression.binding]?.initializer : expression;
  const call = callOf(facts, initializer);
  const [definition] = call && lastName(call.callee) === 'Schema' ? call.arguments : [];
  return definition?.kind === 'object' ? definition : undefined;
}

/** The files of the workspace that a file imports. */
export function importedFiles(evaluation: Evaluation, file: string): readonly string[] {
  const facts = evaluation.factsOf(file);
  const modules = [
    ...(facts?.bindings ?? []).flatMap((binding) => binding.import?.module ?? []),
    ...(facts?.calls ?? []).flatMap((call) => requiredModule(call) ?? []),
  ];
  return [...new Set(modules)].flatMap((module) => evaluation.linker.resolve(file, module) ?? []);
}
