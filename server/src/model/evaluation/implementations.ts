/**
 * Which classes implement an interface or extend a class? In: the file and the name of the declaration. Out: objects of these classes,
 * and the files they stand in; one pass over all classes of the model, made when it is first asked.
 */
import { bindingsOfBases } from '../../facts/classBases.js';
import type { ClassFact, FileFacts } from '../../facts/fileFacts.js';
import { append } from '../lists.js';
import { isTestFile } from '../testFiles.js';
import type { Declaration } from './declarations.js';
import type { Evaluation } from './evaluation.js';
import type { Value } from './values.js';

export class Implementations {
  /** Names of interfaces and abstract classes that values are declared to be. */
  readonly askedFor = new Set<string>();
  private found: ReadonlyMap<string, readonly Value[]> | undefined;

  constructor(private readonly evaluation: Evaluation) {}

  /** Instances of the workspace classes that implement or extend the named type. */
  of(file: string, name: string): readonly Value[] {
    this.askedFor.add(name);
    this.found ??= this.find();
    const found = this.found.get(`${file}#${name}`) ?? [];
    for (const one of found) if (one.kind === 'instance') this.evaluation.links.add(file, one.file);
    return found;
  }

  /** The files whose classes extend or implement the named type. */
  filesOf(file: string, name: string): readonly string[] {
    this.found ??= this.find();
    const instances = this.found.get(`${file}#${name}`) ?? [];
    return instances.flatMap((value) => (value.kind === 'instance' ? [value.file] : []));
  }

  /** By the file and name of the base: one pass over all classes. */
  private find(): ReadonlyMap<string, readonly Value[]> {
    const found = new Map<string, Value[]>();
    for (const file of this.evaluation.files) {
      // Mocks stand in for what serves requests.
      const facts = isTestFile(file) ? undefined : this.evaluation.factsOf(file);
      const frame = facts && this.evaluation.moduleFrame(file);
      if (!facts || !frame) continue;
      for (const [index, fact] of facts.classes.entries()) {
        for (const base of this.basesOf(facts, file, fact)) {
          const instance: Value = { kind: 'instance', file, index, frame };
          append(found, base, instance);
        }
      }
    }
    return found;
  }

  /** What a class implements and extends, each by the file and name of its declaration. */
  private basesOf(facts: FileFacts, file: string, fact: ClassFact): ReadonlySet<string> {
    const declared = bindingsOfBases(fact).map((binding) => this.declaredBy(facts, file, binding));
    return new Set(declared.flatMap((base) => (base ? [`${base.file}#${base.name}`] : [])));
  }

  private declaredBy(facts: FileFacts, file: string, index: number): Declaration | undefined {
    const binding = facts.bindings[index];
    if (!binding?.import) return binding ? { file, name: binding.name } : undefined;
    return this.evaluation.declarations.of(file, binding.import.module, binding.import.name);
  }
}
