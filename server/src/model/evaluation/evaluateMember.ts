/**
 * What is `object.name`? In: what the object turned out to be, and the name. Out: the value, for every kind of object; members of
 * workspace classes are looked up in files of their own.
 */
import { exportedValueOf, hostMember } from '../commands/libraryInstances.js';
import { addedTo, memberOfHandle, siblingOfHandle } from '../databases/databaseHandles.js';
import { clientKeptIn } from './assignedMembers.js';
import { attachedMember } from './attachedMembers.js';
import { exportedBeside, exportedValue } from './evaluateImport.js';
import type { Evaluation } from './evaluation.js';
import type { Frame } from './frame.js';
import { instanceMember } from './instanceMembers.js';
import { loadedMember } from './loadedModules.js';
import { proxiedMember } from './proxies.js';
import { staticMember } from './staticMembers.js';
import {
  constant,
  derived,
  either,
  isNothing,
  isNotUnderstood,
  UNDEFINED,
  UNKNOWN,
  type Value,
} from './values.js';

/** The member, by what the object is; else by its name, where an application, a class or a loader puts such a thing. */
export function memberOf(evaluation: Evaluation, frame: Frame, object: Value, name: string): Value {
  const value = knownMember(evaluation, frame, object, name);
  if (value.kind === 'external')
    return (
      evaluation.holders.ofImported(object, name) ?? evaluation.environment.memberOf(object, name) ?? value
    );
  if (!NOT_UNDERSTOOD.has(value.kind)) return value;
  return (
    evaluation.providers.memberOf(object, name) ??
    hostMember(evaluation, frame.file, name) ??
    evaluation.holders.memberOf(object, name) ??
    evaluation.environment.memberOf(object, name) ??
    loadedMember(evaluation, frame, object, name) ??
    value
  );
}

const NOT_UNDERSTOOD: ReadonlySet<Value['kind']> = new Set(['unknown', 'parameter', 'method', 'global']);

/** `exports.forget(id)`, `module.exports.forget(id)`: what the file itself exports. */
function ownExport(
  evaluation: Evaluation,
  frame: Frame,
  path: readonly string[],
  name: string,
): Value | undefined {
  const isExports = path.join('.') === 'exports' || path.join('.') === 'module.exports';
  return isExports ? exportedValue(evaluation, frame.file, name) : undefined;
}

function knownMember(evaluation: Evaluation, frame: Frame, object: Value, name: string): Value {
  switch (object.kind) {
    case 'namespace': {
      const exported = exportedValue(evaluation, object.file, name);
      // `import('./client').then(…)`
      return exported ?? (name === 'then' ? { kind: 'method', object, name } : UNKNOWN);
    }
    case 'external':
      return exportedValueOf(evaluation, { ...object, path: [...object.path, name] });
    case 'global':
      return ownExport(evaluation, frame, object.path, name) ?? globalMember(object.path, name);
    case 'record':
      return recordMember(evaluation, frame, object, name);
    case 'array':
      return arrayMember(object, name);
    case 'instance':
      return instanceMember(evaluation, object, name) ?? { kind: 'method', object, name };
    case 'class':
      return exportedBeside(evaluation, object.file, object, name) ?? staticMember(evaluation, object, name);
    case 'cache':
      return clientMember(evaluation, object, name);
    case 'database':
      return (
        addedTo(object.handle, name) ??
        evaluation.schemaMethods.ofModel(object, name) ??
        memberOfHandle(object.handle, name) ?? { kind: 'method', object, name }
      );
    case 'rows':
      return (
        methodOfRow(evaluation, object, name) ??
        evaluation.schemaMethods.ofRow(object, name) ??
        rowsMember(object, name)
      );
    case 'parameter':
    case 'ambient':
      return evaluation.orGiven({ ...object, path: [...object.path, name] });
    case 'fallback': {
      const value = memberOf(evaluation, frame, object.value, name);
      const otherwise = memberOf(evaluation, frame, object.otherwise, name);
      const isLikeIt = HELD.has(object.otherwise.kind) && isForeign(object.value);
      return isLikeIt || value.kind === 'unknown' ? otherwise : { kind: 'fallback', value, otherwise };
    }
    case 'either':
      return eitherMember(evaluation, frame, object.values, name);
    case 'environment':
      return { kind: 'environment', name: object.name === undefined ? name : `${object.name}.${name}` };
    case 'undefined':
      return UNDEFINED;
    case 'function':
      return (
        exportedBeside(evaluation, object.function.file, object, name) ??
        attachedMember(evaluation, object, name) ?? { kind: 'method', object, name }
      );
    case 'constant':
    case 'text':
    case 'method':
    case 'cached':
    case 'databaseMethod':
      return { kind: 'method', object, name };
    case 'cacheMethod':
      return groupedCommand(object, name) ?? { kind: 'method', object, name };
    case 'constructed':
      return proxiedMember(evaluation, frame, object, name) ?? { kind: 'method', object, name };
    case 'derived':
      return { kind: 'method', object, name };
    default:
      return UNKNOWN;
  }
}

/** `client || shared`: what may stand in the place of a client is one of its kind. */
const HELD: ReadonlySet<Value['kind']> = new Set(['cache', 'database', 'instance']);

function isForeign(value: Value): boolean {
  return value.kind === 'parameter' || isNotUnderstood(value);
}

function clientMember(
  evaluation: Evaluation,
  object: Extract<Value, { kind: 'cache' }>,
  name: string,
): Value {
  const { client } = object;
  const { library, ownMajor } = client;
  if (library.selfMembers?.includes(name)) return object;
  if (ownMajor !== undefined && library.actsAs?.unless === name) {
    return { kind: 'cache', client: { ...client, major: ownMajor } };
  }
  const isGroup = client.library.commandGroups?.includes(name) === true;
  if (isGroup || client.library.command(name, client.major)) return { kind: 'cacheMethod', client, name };
  const loader = evaluation.definedLoaders.of(evaluation, client).find((one) => one.name === name);
  if (loader) return loader.method ?? loader.load;
  const script = client.library.definesCommands ? evaluation.definedScript(name) : undefined;
  return script ? { kind: 'cacheMethod', client, name, script } : { kind: 'method', object, name };
}

/** `client.json.set` */
function groupedCommand(
  { client, name }: Extract<Value, { kind: 'cacheMethod' }>,
  member: string,
): Value | undefined {
  const isGroup = client.library.commandGroups?.includes(name) === true;
  const command = `${name}.${member}`;
  return isGroup && client.library.command(command, client.major)
    ? { kind: 'cacheMethod', client, name: command }
    : undefined;
}

function globalMember(path: readonly string[], name: string): Value {
  // Also as a whole: what checks it, `cleanEnv(process.env, …)`, gives what was read from it.
  if (path[0] === 'process' && (path[1] ?? name) === 'env') {
    return { kind: 'environment', ...(path[1] === 'env' && { name }) };
  }
  if (path[0] === 'import.meta' || path[0] === 'Deno') return { kind: 'environment', name };
  return { kind: 'global', path: [...path, name] };
}

function recordMember(
  evaluation: Evaluation,
  frame: Frame,
  object: Extract<Value, { kind: 'record' }>,
  name: string,
): Value {
  const field = object.fields.get(name);
  if (field) return field;
  if (!object.open) return UNDEFINED;
  const sibling = siblingOfHandle(object.fields.values(), name) ?? clientKeptIn(object);
  if (sibling) return sibling;
  return object.rest
    ? memberOf(evaluation, frame, object.rest, name)
    : derived([...object.fields.values()], name);
}

function arrayMember(object: Extract<Value, { kind: 'array' }>, name: string): Value {
  if (name === '*') return object.items.length > 0 ? either(object.items) : UNKNOWN;
  // An empty list is there to be filled, also by whom it is handed to.
  const isCounted = !object.some && object.items.length > 0;
  if (/^\d+$/.test(name)) return object.items[Number(name)] ?? (isCounted ? UNDEFINED : UNKNOWN);
  if (name !== 'length') return { kind: 'method', object, name };
  return isCounted ? constant(object.items.length) : derived([object], name);
}

/** What a row becomes when it is written out is still the row. */
const WRITTEN_OUT: ReadonlySet<string> = new Set(['toJSON', 'toObject', 'toString', 'valueOf']);

/** A method that the class of the row declares itself: `user.forget()`. */
function methodOfRow(
  evaluation: Evaluation,
  object: Extract<Value, { kind: 'rows' }>,
  name: string,
): Value | undefined {
  const { entity, path } = object.rows;
  const declared = path.length === 0 && !WRITTEN_OUT.has(name) ? entity.declaration : undefined;
  const methods = declared && evaluation.factsOf(declared.file)?.classes[declared.index]?.methods;
  const method = methods?.find((one) => one.name === name && one.kind === 'method' && !one.static);
  const frame = declared && evaluation.moduleFrame(declared.file);
  if (!declared || !method || !frame) return undefined;
  return {
    kind: 'function',
    function: { file: declared.file, index: method.function },
    frame,
    self: object,
  };
}

function rowsMember(object: Extract<Value, { kind: 'rows' }>, name: string): Value {
  // In a loop the elements are all of them; one that is taken by its number is one row.
  if (name === '*' || /^\d+$/.test(name)) {
    const isTaken = name !== '*' && object.rows.library?.rowsFirst !== true;
    return { kind: 'rows', rows: { ...object.rows, many: object.rows.many && !isTaken } };
  }
  const { rows, given } = object;
  const member: Value = { kind: 'rows', rows: { ...rows, path: [...rows.path, name] } };
  return given ? { ...member, given: { ...given, path: [...given.path, name] } } : member;
}

const PLAIN: ReadonlySet<Value['kind']> = new Set(['constant', 'function']);

function eitherMember(evaluation: Evaluation, frame: Frame, values: readonly Value[], name: string): Value {
  // `if (typeof options === 'function') options = {}`: what has members is meant, where one of them is such a thing.
  const hasRecord = values.some((value) => value.kind === 'record');
  const members = values
    .filter((value) => !isNothing(value) && !(hasRecord && PLAIN.has(value.kind)))
    .map((value) => memberOf(evaluation, frame, value, name));
  const known = members.filter((member) => member.kind !== 'unknown');
  return known.length > 0 ? either(known) : UNKNOWN;
}
