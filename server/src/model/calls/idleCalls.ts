/**
 * Which calls need not be understood to know who calls whom and to what effect. In: a call as it is written. Out: whether
 * it is a method of texts, lists or dates, by a name that neither a function of the model nor a command of a cache has: such a call touches neither
 * cache nor database.
 */
import type { CallFact } from '../../facts/fileFacts.js';
import { isCacheCommand } from '../commands/libraryInstances.js';
import type { Evaluation } from '../evaluation/evaluation.js';

/** No database library builds queries with methods of these names. */
const PLAIN_METHODS: ReadonlySet<string> = new Set([
  ...['charAt', 'charCodeAt', 'codePointAt', 'endsWith', 'indexOf', 'lastIndexOf', 'localeCompare', 'padEnd'],
  ...['padStart', 'replace', 'replaceAll', 'split', 'startsWith', 'substr', 'substring', 'toFixed', 'trim'],
  ...[
    'toISOString',
    'toJSON',
    'toLocaleString',
    'toLowerCase',
    'toString',
    'toUpperCase',
    'trimEnd',
    'trimStart',
  ],
  ...['getTime', 'getFullYear', 'hasOwnProperty', 'push', 'unshift', 'splice', 'preventDefault'],
]);
/** These run what they are given, which is part of the function around them where it is written there. */
const OVER_ELEMENTS: ReadonlySet<string> = new Set([
  ...['every', 'filter', 'findIndex', 'flatMap', 'forEach', 'map', 'reduce', 'some'],
]);

export class IdleCalls {
  /** Names of functions and members of the model's files. */
  private declared: ReadonlySet<string> | undefined;

  constructor(private readonly evaluation: Evaluation) {}

  isIdle({ callee, arguments: [first] }: CallFact): boolean {
    if (callee.kind !== 'member') return false;
    const { name } = callee;
    const isWrittenThere = OVER_ELEMENTS.has(name) && first?.kind === 'function';
    if (!isWrittenThere && !PLAIN_METHODS.has(name)) return false;
    this.declared ??= declaredNames(this.evaluation);
    return !this.declared.has(name) && !isCacheCommand(this.evaluation.libraries, name);
  }
}

function declaredNames({ files, factsOf }: Evaluation): ReadonlySet<string> {
  const names = new Set<string>();
  for (const file of files) {
    const { functions, classes } = factsOf(file) ?? { functions: [], classes: [] };
    for (const { name } of functions) names.add(name.slice(name.lastIndexOf('.') + 1));
    for (const { fields, methods } of classes) {
      for (const { name } of fields) names.add(name);
      for (const { name } of methods) names.add(name);
    }
  }
  return names;
}
