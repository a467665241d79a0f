/**
 * Which calls name a function, and whether it is named otherwise. In: the facts of all files but tests. Out: the calls whose
 * callee ends with a name, how many functions have it, and the files where it is handed over or kept. Read once, when it is
 * first asked for.
 */
import { lastName } from '../../facts/expressionNames.js';
import type { Expression, FileFacts, FunctionFact } from '../../facts/fileFacts.js';
import type { Evaluation } from '../evaluation/evaluation.js';
import { append } from '../lists.js';
import { isTestFile } from '../testFiles.js';
import type { Site } from './sites.js';

interface Named {
  readonly calls: ReadonlyMap<string, readonly Site[]>;
  /** How many functions and methods have a name. */
  readonly declared: ReadonlyMap<string, number>;
  /** The files in which a name is kept, told apart by whether it is taken from something: `.getUser`, `getUser`. */
  readonly kept: ReadonlyMap<string, readonly string[]>;
}

export class NamedCalls {
  private known: Named | undefined;

  constructor(private readonly evaluation: Evaluation) {}

  /** The calls of anything that goes by the name. */
  of(name: string): readonly Site[] {
    this.known ??= this.collect();
    return this.known.calls.get(name) ?? [];
  }

  /** Whether a single function has the name, and a name of several words at that, which libraries hardly share. */
  isDistinctive(name: string): boolean {
    this.known ??= this.collect();
    return this.known.declared.get(name) === 1 && /[a-z_][A-Z]|[a-z]_[a-z]/.test(name);
  }

  /** Files in which a function, or a method, is handed over or kept by its name, to be called from elsewhere. */
  filesKeeping(name: string, isMethod: boolean): readonly string[] {
    this.known ??= this.collect();
    const member = this.known.kept.get(`.${name}`) ?? [];
    return isMethod ? member : [...member, ...(this.known.kept.get(name) ?? [])];
  }

  private collect(): Named {
    const calls = new Map<string, Site[]>();
    const declared = new Map<string, number>();
    const kept = new Map<string, string[]>();
    for (const file of this.evaluation.files) {
      const facts = isTestFile(file) ? undefined : this.evaluation.factsOf(file);
      facts?.calls.forEach(({ callee }, call) => {
        const name = lastName(callee);
        if (name !== '') append(calls, name, { file, call });
      });
      for (const fact of facts?.functions ?? []) {
        const name = plainName(fact);
        declared.set(name, (declared.get(name) ?? 0) + 1);
      }
      const names = new Set<string>();
      if (facts) for (const expression of keptIn(facts)) addName(expression, names);
      for (const name of names) append(kept, name, file);
    }
    return { calls, declared, kept };
  }
}

/** Of a method without its class; '' of a function without a name. */
export function plainName({ name }: FunctionFact): string {
  return name.replace(/^.*\./, '');
}

function* keptIn(facts: FileFacts): Iterable<Expression> {
  for (const call of facts.calls) yield* call.arguments;
  for (const { initializer, assigned, path = [] } of facts.bindings) {
    if (initializer && path.length === 0) yield initializer;
    yield* assigned;
  }
  for (const { value } of facts.assignments) yield value;
  for (const { returns } of facts.functions) for (const { value } of returns) if (value) yield value;
}

/** A function by itself, or among others: `[getUser]`, `{ resolve: this.getUser }`, `getUser.bind(this)`. */
function addName(expression: Expression, names: Set<string>): void {
  if (expression.kind === 'name') names.add(expression.name);
  if (expression.kind === 'member') names.add(`.${expression.name}`);
  if (expression.kind === 'object') for (const { value } of expression.properties) addName(value, names);
  if (expression.kind === 'array') for (const item of expression.items) addName(item, names);
}
