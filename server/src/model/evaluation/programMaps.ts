/**
 * Maps of the program that are caches: called so, or in a file that is, looked up, filled, and emptied somewhere by hand,
 * so that whoever wrote them wants them fresh. In: where a `Map` is made, or an object that is used like one. Out: whether
 * it is one; a map of anything but data is left alone.
 */
import type { CallIndex, Expression, FileFacts } from '../../facts/fileFacts.js';
import { isCalledCache } from '../../facts/keptObjects.js';
import type { Evaluation } from './evaluation.js';
import type { Frame } from './frame.js';

/** `class MemoryCache { private store = new Map() }`: beside its entries a cache may have maps of what is under way. */
const HOLDS_ENTRIES = /^[_#]?(store|storage|entries|data|items|map|values|memory|records)$/i;

export class ProgramMaps {
  private readonly ofFiles = new Map<string, ReadonlySet<CallIndex>>();
  private madeInFunctions: ReadonlySet<string> | undefined;

  constructor(private readonly evaluation: Evaluation) {}

  /** Whether a call makes such a map. */
  has({ file, facts }: Frame, call: CallIndex): boolean {
    let known = this.ofFiles.get(file);
    if (!known) {
      known = this.in(file, facts);
      this.ofFiles.set(file, known);
    }
    return known.has(call);
  }

  private in(file: string, facts: FileFacts): ReadonlySet<CallIndex> {
    const used = usedMaps(facts);
    if (used.size === 0) return new Set();
    // `const roles = new Map()` in `roleCache.ts`
    const around = file.replace(/^.*\//, '').replace(/\.\w+$/, '');
    const isOne = ({ name, initializer }: Holder, owner = ''): boolean =>
      initializer?.kind === 'call' &&
      used.has(name) &&
      (isCalledCache(`${name} ${around}`) || (HOLDS_ENTRIES.test(name) && isCalledCache(owner)));
    const variables = facts.bindings.filter(
      (binding) => binding.kind === 'variable' && binding.function === 0 && isOne(binding),
    );
    const fields = facts.classes.flatMap(({ name, fields: all }) => {
      const kept = all.filter((field) => isOne(field, name));
      return kept.some((field) => !field.static) && this.isMadeAgain(name)
        ? kept.filter((field) => field.static)
        : kept;
    });
    return new Set(
      [...variables, ...fields].flatMap(({ initializer }) =>
        initializer?.kind === 'call' ? [initializer.call] : [],
      ),
    );
  }

  /** Whether objects of a class are made in functions, for a request or the like: what one of them keeps is soon gone. */
  private isMadeAgain(name: string): boolean {
    this.madeInFunctions ??= namesMadeInFunctions(this.evaluation);
    return this.madeInFunctions.has(name);
  }
}

/** The variable of a module or the field of a class that holds a map. */
interface Holder {
  readonly name: string;
  readonly initializer?: Expression;
}

const LOOKED_UP_AND_FILLED = ['get', 'set'];
const EMPTIED = ['delete', 'clear'];

/** The names of what a file looks up, fills and empties. */
function usedMaps(facts: FileFacts): ReadonlySet<string> {
  const called = new Map<string, Set<string>>();
  for (const { callee } of facts.calls) {
    const name = callee.kind === 'member' ? nameOf(callee.object) : undefined;
    if (callee.kind !== 'member' || name === undefined) continue;
    const methods = called.get(name);
    if (methods) methods.add(callee.name);
    else called.set(name, new Set([callee.name]));
  }
  const isUsed = ([, methods]: [string, ReadonlySet<string>]): boolean =>
    LOOKED_UP_AND_FILLED.every((method) => methods.has(method)) &&
    EMPTIED.some((method) => methods.has(method));
  return new Set([...called].filter(isUsed).map(([name]) => name));
}

function namesMadeInFunctions({ files, factsOf }: Evaluation): ReadonlySet<string> {
  const names = new Set<string>();
  for (const file of files) {
    for (const { callee, construction, function: index } of factsOf(file)?.calls ?? []) {
      if (construction && index !== 0 && callee.kind === 'name') names.add(callee.name);
    }
  }
  return names;
}

function nameOf(object: Expression): string | undefined {
  if (object.kind === 'name' || object.kind === 'member') return object.name;
  return undefined;
}
