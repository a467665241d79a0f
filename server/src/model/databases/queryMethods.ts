/**
 * Methods that a project puts on all queries of a database library: `mongoose.Query.prototype.cache = function () { … }`. In:
 * the facts of all files. Out: the functions by their names.
 */
import type { Expression } from '../../facts/fileFacts.js';
import type { DatabaseLibrary } from '../../libraries/databaseLibrary.js';
import { DATABASE_LIBRARIES } from '../../libraries/databases/allDatabases.js';
import type { Evaluation } from '../evaluation/evaluation.js';
import type { FunctionReference } from '../evaluation/values.js';

type Methods = ReadonlyMap<string, FunctionReference>;

export class QueryMethods {
  private found: ReadonlyMap<DatabaseLibrary, Methods> | undefined;

  constructor(private readonly evaluation: Evaluation) {}

  of(library: DatabaseLibrary): Methods {
    if (library.queryClass === undefined) return NONE;
    this.found ??= collect(this.evaluation);
    return this.found.get(library) ?? NONE;
  }

  /** The names of those that no library has itself. */
  names(): readonly string[] {
    return DATABASE_LIBRARIES.flatMap((library) =>
      [...this.of(library).keys()].filter((name) => !CALLED.has(name)),
    );
  }
}

const NONE: Methods = new Map();

/** What every query is run by, which projects put others in the place of. */
const CALLED: ReadonlySet<string> = new Set(['exec', 'then', 'find', 'findOne', 'lean']);

function collect(evaluation: Evaluation): ReadonlyMap<DatabaseLibrary, Methods> {
  const found = new Map<DatabaseLibrary, Map<string, FunctionReference>>();
  for (const file of evaluation.files) {
    for (const { target, value, function: index } of evaluation.factsOf(file)?.assignments ?? []) {
      if (target.kind !== 'member' || value.kind !== 'function') continue;
      const frame = evaluation.symbolicFrame({ file, index });
      const holder = classBehind(target.object);
      const owner = frame && holder ? evaluation.evaluate(frame, holder) : undefined;
      if (owner?.kind !== 'external') continue;
      const library = DATABASE_LIBRARIES.find(
        ({ packages, queryClass }) =>
          queryClass !== undefined && owner.path.at(-1) === queryClass && packages.includes(owner.module),
      );
      if (!library) continue;
      const methods = found.get(library) ?? new Map<string, FunctionReference>();
      found.set(library, methods.set(target.name, { file, index: value.function }));
    }
  }
  return found;
}

/** `mongoose.Query` of `mongoose.Query.prototype` */
function classBehind(object: Expression): Expression | undefined {
  return object.kind === 'member' && object.name === 'prototype' ? object.object : undefined;
}
