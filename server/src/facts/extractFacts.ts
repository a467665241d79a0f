/**
 * Facts of one file: text in, plain data out. Pure, and it never throws: broken syntax gives the facts of
 * whatever the parser could make of it.
 */
import { ts } from 'ts-morph';
import { settleAnnotations } from './annotations.js';
import { settleCallbacks } from './callbacks.js';
import { Extraction } from './extraction.js';
import type { FileFacts } from './fileFacts.js';
import { settlePrototypes } from './prototypes.js';
import { hoist, readStatements } from './statements.js';
import { readSuppressions } from './suppressions.js';
import { unsentBatches } from './unsentBatches.js';

/** Changes with every change of the facts' shape, so that cached facts of another version are not read. */
export const FACTS_VERSION = 45;

/** `file` only decides the dialect, by its ending. */
export function extractFacts(file: string, text: string): FileFacts {
  try {
    return readFacts(file, text);
  } catch (error) {
    // The parser follows nesting by recursion. What ends the stack is generated or hostile, not a program.
    if (error instanceof RangeError) return readFacts(file, '');
    throw error;
  }
}

function readFacts(file: string, text: string): FileFacts {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, false, scriptKind(file));
  const extraction = new Extraction(source);
  extraction.functions.push({
    name: '',
    nameRange: [0, 0],
    range: [0, text.length],
    parameters: [],
    returns: [],
    async: false,
    parent: -1,
    static: false,
    inline: false,
    calls: [],
    decorators: [],
  });
  hoist(extraction, source.statements);
  readStatements(extraction, source.statements);
  settlePrototypes(extraction);
  settleCallbacks(extraction);
  settleAnnotations(source, extraction.functions);
  markUnsent(extraction, source);
  const lineStarts = [...source.getLineStarts()];
  return {
    bindings: extraction.bindings,
    functions: extraction.functions,
    classes: extraction.classes,
    types: extraction.types,
    enums: extraction.enums,
    calls: extraction.calls,
    assignments: extraction.assignments,
    appends: extraction.appends,
    changes: extraction.changes,
    exports: extraction.exports,
    suppressions: readSuppressions(source, lineStarts),
    lineStarts,
  };
}

function markUnsent({ calls }: Extraction, source: ts.SourceFile): void {
  const unsent = new Set(unsentBatches(source).map((range) => range.join()));
  if (unsent.size === 0) return;
  for (const [index, call] of calls.entries()) {
    if (unsent.has(call.range.join())) calls[index] = { ...call, unsent: true };
  }
}

function scriptKind(file: string): ts.ScriptKind {
  if (file.endsWith('.tsx')) return ts.ScriptKind.TSX;
  if (/\.[cm]?ts$/.test(file)) return ts.ScriptKind.TS;
  return ts.ScriptKind.JSX;
}
