/** What a type annotation says about a value: a client, an instance of a workspace class, rows. */
import type { TypeReference } from '../../facts/fileFacts.js';
import { clientOfType } from '../commands/libraryInstances.js';
import { declaredRows, handleOfType } from '../databases/databaseInstances.js';
import { httpClientOfType } from '../databases/remoteRequests.js';
import { clientOfBoundType } from './environmentBindings.js';
import { importedValue } from './evaluateImport.js';
import type { Evaluation } from './evaluation.js';
import type { Frame } from './frame.js';
import { poolOfType } from './pools.js';
import { instanceOfClass } from './ports.js';
import { either, type Value } from './values.js';

/** Types nest, and name each other; no client stands deeper than this. */
const MAXIMUM_DEPTH = 5;

const TRANSPARENT: ReadonlySet<string> = new Set([
  'Promise',
  'Readonly',
  'Partial',
  'Required',
  'NonNullable',
  'Awaited',
  'InstanceType',
  'Omit',
  'Pick',
  'Loaded',
]);

export function valueOfType(
  evaluation: Evaluation,
  frame: Frame,
  type: TypeReference,
  depth = 0,
): Value | undefined {
  if (depth > MAXIMUM_DEPTH) return undefined;
  switch (type.kind) {
    case 'named':
      return valueOfName(evaluation, frame, type, depth);
    case 'typeof':
      return known(evaluation.evaluate(frame, type.value));
    case 'array':
      return many(valueOfType(evaluation, frame, type.element, depth + 1));
    case 'union':
      return type.members
        .map((member) => valueOfType(evaluation, frame, member, depth + 1))
        .find((value) => value !== undefined);
    case 'literal':
      return recordOf(evaluation, frame, type.members, depth);
    default:
      return undefined;
  }
}

function known(value: Value): Value | undefined {
  return value.kind === 'unknown' ? undefined : value;
}

function many(value: Value | undefined): Value | undefined {
  return value?.kind === 'rows' ? { kind: 'rows', rows: { ...value.rows, many: true } } : undefined;
}

function recordOf(
  evaluation: Evaluation,
  frame: Frame,
  members: readonly { readonly name: string; readonly type: TypeReference }[],
  depth: number,
): Value | undefined {
  const fields = new Map<string, Value>();
  for (const member of members) {
    const value = valueOfType(evaluation, frame, member.type, depth + 1);
    // Only what says something is kept; a plain `ttl?: number` must stay a parameter.
    if (value && value.kind !== 'rows') fields.set(member.name, value);
  }
  return fields.size > 0 ? { kind: 'record', fields, open: true } : undefined;
}

function valueOfName(
  evaluation: Evaluation,
  frame: Frame,
  type: Extract<TypeReference, { kind: 'named' }>,
  depth: number,
): Value | undefined {
  const [first] = type.arguments;
  if (type.name === 'ReturnType' && first?.kind === 'typeof') return returnOf(evaluation, frame, first);
  if (first && TRANSPARENT.has(type.name)) return valueOfType(evaluation, frame, first, depth + 1);
  const binding = frame.facts.bindings[type.binding];
  if (!binding) return clientOfBoundType(evaluation, type.name);
  if (binding.import) return valueOfImportedType(evaluation, frame, type, binding.import, depth);
  return valueOfLocalType(evaluation, frame, type.binding, type.name, depth);
}

function returnOf(
  evaluation: Evaluation,
  frame: Frame,
  type: Extract<TypeReference, { kind: 'typeof' }>,
): Value | undefined {
  const callee = evaluation.evaluate(frame, type.value);
  if (callee.kind === 'external') {
    return evaluation.constructedByType(callee);
  }
  if (callee.kind !== 'function') return undefined;
  // Nobody calls it here: what it is given is not known, and not nothing.
  const inner = evaluation.symbolicFrame(callee.function);
  return inner && known(evaluation.returns.inFrame(inner));
}

function valueOfImportedType(
  evaluation: Evaluation,
  frame: Frame,
  type: Extract<TypeReference, { kind: 'named' }>,
  source: { readonly module: string; readonly name: string },
  depth: number,
): Value | undefined {
  const value = importedValue(evaluation, frame.file, source);
  const rest = type.name.split('.').slice(1);
  if (value.kind === 'external') {
    const external: Value = { ...value, path: [...value.path, ...rest] };
    const [held] = type.arguments;
    return (
      clientOfType(evaluation, external) ??
      handleOfType(evaluation, frame, external, type.arguments) ??
      poolOfType(external, held && valueOfType(evaluation, frame, held, depth + 1)) ??
      httpClientOfType(external)
    );
  }
  if (value.kind === 'class') return instanceOfClass(evaluation, value);
  const declared = evaluation.declarations.of(frame.file, source.module, source.name);
  return declared && valueOfDeclaredType(evaluation, declared.file, declared.name, depth);
}

function valueOfLocalType(
  evaluation: Evaluation,
  frame: Frame,
  index: number,
  name: string,
  depth: number,
): Value | undefined {
  const binding = frame.facts.bindings[index];
  if (binding?.classIndex !== undefined) {
    return instanceOfClass(evaluation, { file: frame.file, index: binding.classIndex, frame });
  }
  return valueOfDeclaredType(evaluation, frame.file, name, depth);
}

/** An interface or alias declared in a file: what it stands for, or the class that implements it. */
function valueOfDeclaredType(
  evaluation: Evaluation,
  file: string,
  name: string,
  depth: number,
): Value | undefined {
  return evaluation.declaredType(file, name, () => findDeclaredType(evaluation, file, name, depth));
}

function findDeclaredType(
  evaluation: Evaluation,
  file: string,
  name: string,
  depth: number,
): Value | undefined {
  const frame = evaluation.moduleFrame(file);
  const declared = frame?.facts.types.find((candidate) => candidate.name === name);
  if (!frame || !declared) return undefined;
  const rows = declaredRows(evaluation, frame, declared);
  if (rows) return rows;
  if (declared.alias && declared.alias.kind !== 'literal') {
    return valueOfType(evaluation, frame, declared.alias, depth + 1);
  }
  const implementations = evaluation.implementations.of(file, name);
  const [first] = implementations;
  if (first) return implementations.length === 1 ? first : either(implementations);
  for (const base of declared.extends) {
    const value = valueOfType(evaluation, frame, base, depth + 1);
    if (value) return value;
  }
  return recordOf(evaluation, frame, declared.members, depth);
}
