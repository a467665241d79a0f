/** Imports and exports to values, through re-exports, CommonJS and workspace packages. */
import type { ExportFact, FileFacts, ImportSource } from '../../facts/fileFacts.js';
import { exportedValueOf } from '../commands/libraryInstances.js';
import { isDatabaseModule } from '../databases/databaseInstances.js';
import { memberOf } from './evaluateMember.js';
import type { Evaluation } from './evaluation.js';
import type { Frame } from './frame.js';
import type { Linker } from './linker.js';
import { isSameFunction, UNKNOWN, type Value } from './values.js';

const MAXIMUM_HOPS = 12;

/** The way from who imports a name, through modules that pass it on. */
interface Route {
  readonly importer: string;
  readonly hops: number;
}

/** What `import { name } from 'module'` binds in a file. */
export function importedValue(
  evaluation: Evaluation,
  file: string,
  source: ImportSource,
  route: Route = { importer: file, hops: 0 },
): Value {
  const declared = evaluation.declaredModule(file, source.module);
  const linker = route.hops > 0 ? evaluation.quietLinker : evaluation.linker;
  const target = declared === undefined ? targetOf(linker, file, source.module) : undefined;
  if (target === undefined) {
    const path = source.name === '*' ? [] : [source.name];
    return exportedValueOf(evaluation, { kind: 'external', module: declared ?? source.module, path, file });
  }
  if (source.name === '*') return moduleValue(evaluation, target);
  return exportedValue(evaluation, target, source.name, route) ?? UNKNOWN;
}

/** What `require('module')` returns: `module.exports = …` if the file assigns it, else its exports. */
export function requiredValue(evaluation: Evaluation, file: string, module: string): Value {
  const declared = evaluation.declaredModule(file, module);
  const target = declared === undefined ? targetOf(evaluation.linker, file, module) : undefined;
  return target === undefined
    ? exportedValueOf(evaluation, { kind: 'external', module: declared ?? module, path: [], file })
    : moduleValue(evaluation, target);
}

/** The file of the project that a specifier names; generated database clients are never read. */
function targetOf(linker: Linker, file: string, module: string): string | undefined {
  return isDatabaseModule(module) ? undefined : linker.resolve(file, module);
}

function moduleValue(evaluation: Evaluation, file: string): Value {
  const facts = evaluation.factsOf(file);
  const frame = evaluation.moduleFrame(file);
  const whole = facts?.exports.findLast((entry) => entry.name === '*' && entry.value);
  if (!facts || !whole?.value || !frame) return { kind: 'namespace', file };
  const value = evaluation.evaluate(frame, whole.value);
  return value.kind === 'record' ? withNames(evaluation, frame, facts, value) : value;
}

/** `module.exports = { … }` and, further down, `module.exports.name = …`. */
function withNames(
  evaluation: Evaluation,
  frame: Frame,
  facts: FileFacts,
  whole: Extract<Value, { kind: 'record' }>,
): Value {
  const named = facts.exports.filter((entry) => entry.name !== '*' && entry.value);
  if (named.length === 0) return whole;
  const fields = new Map(whole.fields);
  for (const { name, value } of named) if (value) fields.set(name, evaluation.evaluate(frame, value));
  return { ...whole, fields };
}

/** `module.exports = connect; module.exports.client = …`: what stands beside the function or class that is exported. */
export function exportedBeside(
  evaluation: Evaluation,
  file: string,
  value: Value,
  name: string,
): Value | undefined {
  const facts = evaluation.factsOf(file);
  const entry = facts?.exports.findLast((candidate) => candidate.name === name && candidate.value);
  const whole = entry && facts?.exports.findLast((candidate) => candidate.name === '*' && candidate.value);
  const frame = evaluation.moduleFrame(file);
  if (!entry?.value || !whole?.value || !frame) return undefined;
  const exported = evaluation.evaluate(frame, whole.value);
  const isIt =
    (exported.kind === 'function' &&
      value.kind === 'function' &&
      isSameFunction(exported.function, value.function)) ||
    (exported.kind === 'class' && value.kind === 'class' && exported.index === value.index);
  return isIt ? evaluation.evaluate(frame, entry.value) : undefined;
}

/** The value of an exported name; undefined when the file does not export it. */
export function exportedValue(
  evaluation: Evaluation,
  file: string,
  name: string,
  route: Route = { importer: evaluation.asking, hops: 0 },
): Value | undefined {
  const value = valueOfExport(evaluation, file, name, route);
  if (value) evaluation.links.add(route.importer, file);
  return value;
}

function valueOfExport(evaluation: Evaluation, file: string, name: string, route: Route): Value | undefined {
  const facts = evaluation.factsOf(file);
  const frame = evaluation.moduleFrame(file);
  if (!facts || !frame || route.hops > MAXIMUM_HOPS) return undefined;
  const entry = evaluation.exports.entryOf(facts, name);
  if (entry?.value) return evaluation.evaluate(frame, entry.value);
  if (entry?.from) return importedValue(evaluation, file, entry.from, further(route));
  return (
    throughWholeExport(evaluation, file, facts, name) ?? throughStars(evaluation, file, facts, name, route)
  );
}

/** `module.exports = { name }` or a default import of a CommonJS module. */
function throughWholeExport(
  evaluation: Evaluation,
  file: string,
  facts: FileFacts,
  name: string,
): Value | undefined {
  const frame = evaluation.moduleFrame(file);
  const whole = facts.exports.findLast((entry) => entry.name === '*' && entry.value);
  if (!whole?.value || !frame) {
    return name === 'default' && facts.exports.length > 0 && !facts.exports.some(isDefault)
      ? { kind: 'namespace', file }
      : undefined;
  }
  const value = evaluation.evaluate(frame, whole.value);
  return name === 'default' ? value : memberOf(evaluation, frame, value, name);
}

function isDefault(entry: ExportFact): boolean {
  return entry.name === 'default';
}

function throughStars(
  evaluation: Evaluation,
  file: string,
  facts: FileFacts,
  name: string,
  route: Route,
): Value | undefined {
  const known = evaluation.exports.passedOnBy(file, name);
  if (known === 'none') return undefined;
  if (known) return known.from && exportedThrough(evaluation, file, known.from.module, name, route);
  let external: Value | undefined;
  for (const entry of facts.exports) {
    if (entry.name !== '*' || !entry.from) continue;
    const { module } = entry.from;
    const target = evaluation.quietLinker.resolve(file, module);
    if (target === undefined) external ??= { kind: 'external', module, path: [name], file };
    else if (evaluation.mayName(target, name)) {
      const found = exportedValue(evaluation, target, name, further(route));
      if (found) {
        evaluation.exports.notePassing(file, name, entry);
        return found;
      }
    }
  }
  // Further on the way it may only have been too far to look.
  if (external === undefined && route.hops === 0) evaluation.exports.notePassing(file, name, 'none');
  return external;
}

function exportedThrough(
  evaluation: Evaluation,
  file: string,
  module: string,
  name: string,
  route: Route,
): Value | undefined {
  const target = evaluation.quietLinker.resolve(file, module);
  return target === undefined ? undefined : exportedValue(evaluation, target, name, further(route));
}

function further({ importer, hops }: Route): Route {
  return { importer, hops: hops + 1 };
}
