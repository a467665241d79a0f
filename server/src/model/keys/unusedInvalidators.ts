/**
 * Functions that do nothing but delete cached keys, and that nobody calls. In: the functions of the workspace and its
 * calls. Out: them, where no name in any file that was read could mean them.
 */

import { lastName } from '../../facts/expressionNames.js';
import type { Expression, FileFacts, FunctionFact } from '../../facts/fileFacts.js';
import type { CallGraph } from '../calls/callGraph.js';
import type { Effects } from '../calls/effects.js';
import type { Evaluation } from '../evaluation/evaluation.js';
import { type FunctionReference, functionKey } from '../evaluation/values.js';
import { leavesOf } from '../evaluation/wording.js';
import { isTestFile } from '../testFiles.js';
import type { KeyGroup } from './keyGroups.js';

export interface UnusedInvalidator {
  readonly function: FunctionReference;
  readonly group: KeyGroup;
}

/** Frameworks and databases call these by their names. */
const CALLED_BY_NAME =
  /^(GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS|default|constructor|handler|main|run|execute|handle|process|loader|action|up|down|on[A-Z]\w*|(before|after)[A-Z]\w*|\$\w+|\(module\))$/;

/** What routes, jobs and listeners get; they are registered by name. */
const HANDED_BY_FRAMEWORK = /^_?(req|request|ctx|context|c|event|job|msg|message|payload)$/;

/** Those of keys that no other function deletes: where another one does, it is only left over. */
export function unusedInvalidators(
  evaluation: Evaluation,
  effects: Effects,
  graph: CallGraph,
  groups: readonly KeyGroup[],
): readonly UnusedInvalidator[] {
  const found: UnusedInvalidator[] = [];
  const names = new MentionedNames(evaluation);
  const seen = new Set<string>();
  for (const group of groups) {
    const deleting = group.invalidations.map((use) => use.function);
    if (deleting.length === 0 || !deleting.every((one) => isUnused(evaluation, effects, graph, names, one)))
      continue;
    for (const reference of deleting) {
      const key = functionKey(reference);
      if (!seen.has(key)) found.push({ function: reference, group });
      seen.add(key);
    }
  }
  return found;
}

function isUnused(
  evaluation: Evaluation,
  effects: Effects,
  graph: CallGraph,
  names: MentionedNames,
  reference: FunctionReference,
): boolean {
  const facts = evaluation.factsOf(reference.file);
  const fact = facts?.functions[reference.index];
  const name = fact?.name.split('.').at(-1) ?? '';
  if (!facts || !fact || name === '' || CALLED_BY_NAME.test(name) || isTestFile(reference.file)) return false;
  if (graph.callersOf(reference).length > 0 || isCalledFromOutside(facts, fact)) return false;
  const [first] = fact.parameters[0]?.bindings ?? [];
  if (first !== undefined && HANDED_BY_FRAMEWORK.test(facts.bindings[first]?.name ?? '')) return false;
  const onlyDeletes = effects
    .of(reference)
    .every((effect) => effect.kind === 'cache' && DELETES.has(effect.operation) && !effect.hooked);
  return onlyDeletes && !names.mention(name, reference);
}

const DELETES: ReadonlySet<string> = new Set(['invalidate', 'invalidate-part', 'scan']);

/** By a framework that reads decorators, or through a class that this one extends or stands for. */
function isCalledFromOutside(facts: FileFacts, fact: FunctionFact): boolean {
  const owner = fact.class === undefined ? undefined : facts.classes[fact.class];
  const isBased = owner !== undefined && (owner.extends !== undefined || owner.implements.length > 0);
  return fact.decorators.length > 0 || fact.argumentOf !== undefined || isBased;
}

/** The names by which files speak of functions: in calls, in what is handed over, in imports and exports. */
class MentionedNames {
  private readonly byName = new Map<string, Set<string>>();

  constructor(private readonly evaluation: Evaluation) {
    for (const file of evaluation.files) this.read(file);
  }

  /** Whether any file may speak of the function, or gives it on to whoever imports the package. */
  mention(name: string, { file }: FunctionReference): boolean {
    return this.byName.has(name) || this.byName.get('*')?.has(file) === true;
  }

  private read(file: string): void {
    const facts = this.evaluation.factsOf(file);
    if (!facts) return;
    for (const { callee, arguments: given } of facts.calls) {
      this.add(lastName(callee), file);
      for (const leaf of given.flatMap(leavesOf)) this.addExpression(leaf, file);
    }
    for (const { import: source, initializer, path } of facts.bindings) {
      if (source) this.add(source.name, file);
      for (const name of path ?? []) this.add(name, file);
      for (const leaf of initializer ? leavesOf(initializer) : []) this.addExpression(leaf, file);
    }
    for (const { value } of facts.functions.flatMap(({ returns }) => returns))
      for (const leaf of value ? leavesOf(value) : []) this.addExpression(leaf, file);
    for (const { value } of facts.assignments) this.addExpression(value, file);
    for (const { fields } of facts.classes)
      for (const { initializer } of fields) if (initializer) this.addExpression(initializer, file);
    for (const { from } of facts.exports) {
      if (!from) continue;
      const target = this.evaluation.linker.resolve(file, from.module);
      if (from.name === '*' && target !== undefined) this.add('*', target);
      else this.add(from.name, file);
    }
  }

  private addExpression(expression: Expression, file: string): void {
    if (expression.kind === 'element') this.add('*', file);
    this.add(lastName(expression), file);
  }

  private add(name: string, file: string): void {
    if (name === '') return;
    const files = this.byName.get(name) ?? new Set<string>();
    files.add(file);
    this.byName.set(name, files);
  }
}
