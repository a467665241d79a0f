/**
 * Where exported names are declared. In: a specifier in a file, and a name. Out: the file that declares it and the name it
 * has there, followed through re-exports. Each name of a file is looked for once.
 */
import type { ExportFact, FileFacts, TypeReference } from '../../facts/fileFacts.js';
import type { Evaluation } from './evaluation.js';

export interface Declaration {
  readonly file: string;
  readonly name: string;
}

/** What it is followed in. */
export type ProjectFiles = Pick<Evaluation, 'factsOf' | 'linker' | 'quietLinker' | 'mayName' | 'links'>;

const MAXIMUM_HOPS = 8;

export class Declarations {
  private readonly known = new Map<string, Map<string, Declaration | 'none'>>();

  constructor(private readonly evaluation: ProjectFiles) {}

  /** What `import { name } from 'module'` in a file names. */
  of(file: string, module: string, name: string): Declaration | undefined {
    const target = this.evaluation.linker.resolve(file, module);
    if (target === undefined) return undefined;
    const names = this.known.get(target) ?? new Map<string, Declaration | 'none'>();
    this.known.set(target, names);
    const known = names.get(name) ?? this.exportedBy(target, name, 0) ?? 'none';
    names.set(name, known);
    if (known === 'none') return undefined;
    this.evaluation.links.add(file, known.file);
    return known;
  }

  /** The interface, alias or class that a type annotation of a file names. */
  ofType(
    file: string,
    { name, binding }: Extract<TypeReference, { kind: 'named' }>,
  ): Declaration | undefined {
    const source = this.evaluation.factsOf(file)?.bindings[binding]?.import;
    return source ? this.of(file, source.module, source.name) : { file, name };
  }

  private imported(file: string, module: string, name: string, hops: number): Declaration | undefined {
    const target = this.evaluation.quietLinker.resolve(file, module);
    return target === undefined ? undefined : this.exportedBy(target, name, hops);
  }

  private exportedBy(file: string, name: string, hops: number): Declaration | undefined {
    const facts = this.evaluation.factsOf(file);
    if (!facts || hops > MAXIMUM_HOPS) return undefined;
    const direct = facts.exports.find((entry) => entry.name === name);
    if (direct?.from) return this.imported(file, direct.from.module, direct.from.name, hops + 1);
    return direct ? this.declaredAs(file, facts, direct, hops) : this.passedOn(file, facts, name, hops);
  }

  private declaredAs(
    file: string,
    facts: FileFacts,
    { name, value }: ExportFact,
    hops: number,
  ): Declaration | undefined {
    const local = value?.kind === 'name' ? value : undefined;
    const imported = local && facts.bindings[local.binding]?.import;
    if (imported) return this.imported(file, imported.module, imported.name, hops + 1);
    return { file, name: local?.name ?? name };
  }

  private passedOn(file: string, facts: FileFacts, name: string, hops: number): Declaration | undefined {
    const { quietLinker, mayName } = this.evaluation;
    for (const star of facts.exports) {
      if (star.name !== '*' || !star.from) continue;
      const target = quietLinker.resolve(file, star.from.module);
      const found =
        target !== undefined && mayName(target, name) ? this.exportedBy(target, name, hops + 1) : undefined;
      if (found) return found;
    }
    return undefined;
  }
}
