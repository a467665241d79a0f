/**
 * Which names code uses. In: the facts of all files but tests. Out: whether a name is called, handed over, or taken from
 * something: what nobody is seen to call may be called through it. Read once, when it is first asked for.
 */
import type { Expression, FileFacts } from '../../facts/fileFacts.js';
import type { Evaluation } from '../evaluation/evaluation.js';
import { isTestFile } from '../testFiles.js';

export class Mentions {
  private names: ReadonlySet<string> | undefined;
  private readonly ofFiles = new Map<string, ReadonlySet<string>>();

  constructor(private readonly evaluation: Evaluation) {}

  has(name: string): boolean {
    this.names ??= this.collect();
    return this.names.has(name);
  }

  /** The same of the code of one file. */
  isIn(file: string, name: string): boolean {
    let names = this.ofFiles.get(file);
    if (!names) {
      names = this.collect([file]);
      this.ofFiles.set(file, names);
    }
    return names.has(name);
  }

  private collect(files = this.evaluation.files): ReadonlySet<string> {
    const names = new Set<string>();
    for (const file of files) {
      const facts = isTestFile(file) ? undefined : this.evaluation.factsOf(file);
      if (facts) for (const expression of expressionsOf(facts)) addNames(expression, names);
    }
    return names;
  }
}

/** Where a function may be called, handed over or kept. */
function* expressionsOf(facts: FileFacts): Iterable<Expression> {
  for (const call of facts.calls) {
    yield call.callee;
    yield* call.arguments;
  }
  for (const binding of facts.bindings) {
    if (binding.initializer) yield binding.initializer;
    yield* binding.assigned;
    // `const { revoke } = service`
    for (const name of binding.path ?? []) yield { kind: 'text', value: name };
  }
  for (const { value } of facts.assignments) yield value;
  for (const { value } of facts.exports) if (value) yield value;
  for (const fact of facts.functions) for (const { value } of fact.returns) if (value) yield value;
  for (const { fields } of facts.classes)
    for (const { initializer } of fields) if (initializer) yield initializer;
}

function addNames(expression: Expression, names: Set<string>): void {
  switch (expression.kind) {
    case 'member':
      names.add(expression.name);
      addNames(expression.object, names);
      break;
    // A text may name a method: `service[name]`, a table of routes.
    case 'text':
      names.add(expression.value);
      break;
    case 'name':
      names.add(expression.name);
      break;
    case 'element':
      addNames(expression.object, names);
      addNames(expression.index, names);
      break;
    case 'object':
      for (const { value } of expression.properties) addNames(value, names);
      for (const spread of expression.spreads) addNames(spread, names);
      break;
    case 'array':
      for (const item of expression.items) addNames(item, names);
      break;
    case 'spread':
    case 'await':
      addNames(expression.value, names);
      break;
    case 'unary':
      addNames(expression.operand, names);
      break;
    case 'binary':
      addNames(expression.left, names);
      addNames(expression.right, names);
      break;
    case 'conditional':
      for (const part of [expression.test, expression.whenTrue, expression.whenFalse]) addNames(part, names);
      break;
    default:
  }
}
