/** What a call returns. Workspace functions are followed with their arguments bound. */
import type { CallFact, CallIndex, Expression } from '../../facts/fileFacts.js';
import { programMap } from '../../libraries/caches/programMap.js';
import { argumentAt, commandOfCall, commandsOfCall } from '../commands/commandOfCall.js';
import { constructedClient, plainClient } from '../commands/libraryInstances.js';
import { databaseOutcome, rowOutcome } from '../databases/databaseCalls.js';
import { madeHttpClient } from '../databases/remoteRequests.js';
import { fetchedRows } from '../databases/remoteResources.js';
import { keyOfCall } from '../keys/keys.js';
import { ambientMember, ambientOf, memberOfRequest, requestOfContext } from '../requests/requestValues.js';
import { originsIn, saysWhoAsks } from '../requests/valueOrigins.js';
import { classOfConstructor } from './baseClasses.js';
import { tokenAskedFor } from './containerBindings.js';
import { nameOf } from './evaluateExpression.js';
import { requiredValue } from './evaluateImport.js';
import { valueOfType } from './evaluateType.js';
import type { Evaluation } from './evaluation.js';
import type { Frame } from './frame.js';
import { handedThrough } from './handedThrough.js';
import { keptClient } from './keptClients.js';
import { foldNewValueMethod, madeGenerator, newValue } from './newValues.js';
import { lentValue, madePool } from './pools.js';
import { postponedFunction, postpones } from './postponed.js';
import { isProgramMap } from './programMaps.js';
import { promisedValue } from './promised.js';
import { madeProxy, reflectedMember } from './proxies.js';
import { foldGlobalCall, foldMethodCall } from './pureCalls.js';
import { COMPUTED_NAME, derived, either, isNotUnderstood, type Rows, UNKNOWN, type Value } from './values.js';

export function evaluateCall(evaluation: Evaluation, frame: Frame, index: CallIndex): Value {
  const call = frame.facts.calls[index];
  if (!call) return UNKNOWN;
  const { callee: expression } = call;
  if (expression.kind === 'name' && expression.binding === -1) {
    const [module] = evaluation.argumentsOf(frame, index);
    const isModule = expression.name === 'require' || expression.name === 'import';
    if (isModule && module?.kind === 'constant' && typeof module.value === 'string') {
      return requiredValue(evaluation, frame.file, module.value);
    }
  }
  const later = postpones(expression) && postponedFunction(evaluation.argumentsOf(frame, index));
  if (later) return later;
  const callee = evaluation.evaluate(frame, expression);
  const general =
    callee.kind === 'function' && !call.construction ? evaluation.returnedInGeneral(callee) : undefined;
  const isGeneral = general && !isNotUnderstood(general);
  if (isGeneral && general.kind !== 'global') return general;
  const args = evaluation.argumentsOf(frame, index);
  const kept = keptClient(evaluation, callee, args, general ?? UNKNOWN, frame.calls);
  if (kept) return madeHere(kept, frame, index);
  if (isGeneral) return general;
  const value =
    settingOf(evaluation, expression, callee, args) ??
    resultOf(evaluation, frame, callee, args, call.construction, index);
  if (!isNotUnderstood(value)) return value;
  return (
    containedValue(evaluation, frame, call) ??
    ambientOf(expression, args) ??
    withFetched(answerOf(callee, value), callee, args, { file: frame.file, call: index })
  );
}

/** What another service answers is a copy of what is kept there. */
function withFetched(
  value: Value,
  callee: Value,
  args: readonly Value[],
  site: { readonly file: string; readonly call: CallIndex },
): Value {
  const fetched = value.kind === 'derived' ? fetchedRows(callee, args, site) : undefined;
  return fetched && value.kind === 'derived' ? { ...value, fetched } : value;
}

/** Nothing is known of what a function answers but that it was asked for. */
function answerOf(callee: Value, value: Value): Value {
  const isAsked = value.kind === 'unknown' && ASKED.has(callee.kind);
  return isAsked ? { kind: 'derived', from: [], name: 'answer' } : value;
}

const ASKED: ReadonlySet<Value['kind']> = new Set(['function', 'external', 'unknown', 'global', 'method']);

/** `const pageCache = new Map()` */
function programCache(
  evaluation: Evaluation,
  frame: Frame,
  path: readonly string[],
  index: CallIndex,
): Value | undefined {
  if (path.join('.') !== 'Map' || !isProgramMap(evaluation, frame.facts, index)) return undefined;
  return madeHere({ kind: 'cache', client: plainClient(programMap, programMap.newestMajor) }, frame, index);
}

/** `container.get<Redis>(TYPES.Redis)`: what was bound to the token, else what the author says it is. */
function containedValue(evaluation: Evaluation, frame: Frame, call: CallFact): Value | undefined {
  const token = tokenAskedFor(call);
  if (!token) return undefined;
  const [type, ...others] = call.typeArguments ?? [];
  const typed = type && others.length === 0 ? valueOfType(evaluation, frame, type) : undefined;
  return evaluation.providers.valueOf(frame, token) ?? (typed?.kind === 'cache' ? typed : undefined);
}

const FOREIGN: ReadonlySet<Value['kind']> = new Set(['unknown', 'parameter', 'method', 'derived']);

/** `request.app.get('redis')`: what was put there under the name. */
function settingOf(
  evaluation: Evaluation,
  expression: Expression,
  callee: Value,
  args: readonly Value[],
): Value | undefined {
  const [name, ...rest] = args;
  if (expression.kind !== 'member' || expression.name !== 'get' || !FOREIGN.has(callee.kind))
    return undefined;
  if (name?.kind !== 'constant' || rest.length > 0) return undefined;
  return evaluation.holders.settingOf(nameOf(expression.object), String(name.value));
}

function resultOf(
  evaluation: Evaluation,
  frame: Frame,
  callee: Value,
  args: readonly Value[],
  construction: boolean,
  index: CallIndex,
): Value {
  switch (callee.kind) {
    case 'function': {
      const made = construction ? classOfConstructor(evaluation, callee) : undefined;
      if (made) return evaluation.constructed(made, args);
      return madeFunction(evaluation.returned(callee, args, frame.calls), frame, index);
    }
    case 'class':
      return evaluation.constructed(callee, args);
    case 'external':
      return (
        madeHere(constructedClient(evaluation, callee, construction, args), frame, index) ??
        madePool(callee, args) ??
        madeHttpClient(callee, args) ??
        newValue([callee.module, ...callee.path], args, frame) ??
        madeGenerator(callee) ??
        foldGlobalCall([callee.module, ...callee.path], args) ??
        (construction
          ? { kind: 'constructed', module: callee.module, path: callee.path, arguments: args }
          : derived(args))
      );
    case 'cacheMethod':
      return cacheResult(evaluation, frame, callee, args, index);
    case 'database':
    case 'databaseMethod':
      return databaseOutcome(evaluation, callee, args, construction, { file: frame.file, call: index }).value;
    case 'global':
      return (
        (construction && callee.path.join('.') === 'Promise'
          ? promisedValue(evaluation, args[0], frame.calls)
          : undefined) ??
        (construction && args.length === 0
          ? programCache(evaluation, frame, callee.path, index)
          : undefined) ??
        (construction
          ? madeProxy(callee.path, args)
          : reflectedMember(evaluation, frame, callee.path, args)) ??
        newValue(callee.path, args, frame) ??
        parsedCopy(callee.path, args, { file: frame.file, call: index }) ??
        clonedValue(callee.path, args) ??
        foldGlobalCall(callee.path, args) ??
        globalResult(callee.path, args)
      );
    case 'method':
      return (
        lentValue(evaluation, callee, /^acquire$/) ??
        madeHttpClient(callee, args) ??
        requestOfContext(callee) ??
        methodResult(evaluation, callee, args, frame)
      );
    case 'rows':
      return rowsResult(evaluation, frame, callee.rows, args, index);
    case 'either': {
      const known = callee.values.find(isCallable);
      if (known) return resultOf(evaluation, frame, known, args, construction, index);
      return callee.values.some(asksForMember) ? derived([callee, ...args]) : derived(args);
    }
    case 'fallback':
      return resultOf(evaluation, frame, callee.value, args, construction, index);
    case 'parameter': {
      const list: Value = { ...callee, path: callee.path.slice(0, -1) };
      const mapped = mappedBy(evaluation, frame, callee.path.at(-1), elementOf(list), args[0]);
      return mapped ?? memberOfRequest(callee, args) ?? derived([callee, ...args]);
    }
    case 'environment':
      return callee;
    case 'ambient':
      return ambientMember(callee, args);
    default:
      return derived([callee, ...args]);
  }
}

/** A client remembers the call that made it: two of them are two connections. */
function madeHere<V extends Value | undefined>(value: V, frame: Frame, index: CallIndex): V {
  const origin = { file: frame.file, call: index };
  if (value?.kind === 'database') return { ...value, handle: { ...value.handle, origin } };
  return value?.kind === 'cache' ? { ...value, client: { ...value.client, origin } } : value;
}

/** A function that carries what its maker was given remembers the call of the maker. */
function madeFunction(value: Value, { file }: Frame, call: CallIndex): Value {
  const isMade = value.kind === 'function' && value.frame.arguments !== undefined;
  return isMade ? { ...value, made: { file, call } } : value;
}

/** `JSON.parse(text)` of what was cached; a second argument may bring back what JSON does not keep. */
function parsedCopy(
  path: readonly string[],
  args: readonly Value[],
  parsed: { readonly file: string; readonly call: number },
): Value | undefined {
  const [text, ...others] = args;
  if (!text || path.join('.') !== 'JSON.parse') return undefined;
  return (others.length === 0 ? asParsed(text, parsed) : undefined) ?? copied(text);
}

function clonedValue(path: readonly string[], [value]: readonly Value[]): Value | undefined {
  return value && path.join('.') === 'structuredClone' ? copied(value) : undefined;
}

function asParsed(value: Value, parsed: { readonly file: string; readonly call: number }): Value | undefined {
  if (value.kind === 'cached') return { ...copied(value), parsed };
  if (value.kind !== 'fallback') return undefined;
  const copy = asParsed(value.value, parsed);
  return copy && { ...value, value: copy };
}

function copied(value: Extract<Value, { kind: 'cached' }>): Extract<Value, { kind: 'cached' }>;
function copied(value: Value): Value;
/** The same as another object: whoever changes it changes nothing in a cache. */
function copied(value: Value): Value {
  if (value.kind === 'either') return { ...value, values: value.values.map((one) => copied(one)) };
  if (value.kind === 'fallback') return { ...value, value: copied(value.value) };
  if (value.kind === 'method') return { ...value, object: copied(value.object) };
  if (value.kind !== 'cached' || !value.heldBy) return value;
  const { heldBy: _heldBy, ...copy } = value;
  return copy;
}

const COMPUTED: ReadonlySet<string> = new Set(['Date', 'Math', 'performance', 'crypto', 'Symbol', 'process']);

/** What the clock or the dice say was not loaded from anywhere. */
function globalResult(path: readonly string[], args: readonly Value[]): Value {
  const [first] = path;
  const name = first !== undefined && COMPUTED.has(first) ? COMPUTED_NAME : path.at(-1);
  return derived(args, name);
}

function cacheResult(
  evaluation: Evaluation,
  frame: Frame,
  callee: Extract<Value, { kind: 'cacheMethod' }>,
  args: readonly Value[],
  index: CallIndex,
): Value {
  if (callee.script) return scriptResult(callee, args);
  const command = commandOfCall(callee.client, callee.name, args);
  if (!command) return UNKNOWN;
  const { form } = command;
  if (form.script) return scriptResult(callee, args);
  if (form.gives !== undefined) return command.args[form.gives] ?? UNKNOWN;
  if (form.operation === 'client') {
    const client: Value = { kind: 'cache', client: callee.client };
    if (form.givesMany) return { kind: 'array', items: [client] };
    return callee.name.toLowerCase() === 'duplicate' ? madeHere(client, frame, index) : client;
  }
  if (form.operation === 'batch') return { kind: 'cache', client: { ...callee.client, batch: true } };
  if (callee.client.batch) return { kind: 'cache', client: callee.client };
  if (form.loader !== undefined) {
    const loader = argumentAt(form.loader, args);
    if (form.givesLoader) return loader ?? UNKNOWN;
    return loader?.kind === 'function' ? evaluation.returned(loader, [], frame.calls) : UNKNOWN;
  }
  if (form.operation === 'scan') return { kind: 'cached', key: UNKNOWN, listed: true };
  if (form.operation !== 'read' && !form.alsoReads) return UNKNOWN;
  const key = keyOfCall(callee.client, form, command.args);
  const { library, origin, givesStored } = callee.client;
  return {
    kind: 'cached',
    key,
    ...(library.parses && { parsed: { file: frame.file, call: index } }),
    ...(givesStored && origin && { heldBy: origin }),
  };
}

/** A script that reads one key most likely answers with what is there. */
function scriptResult(callee: Extract<Value, { kind: 'cacheMethod' }>, args: readonly Value[]): Value {
  const commands = commandsOfCall(callee, args);
  const read = commands.find((command) => command.form.operation === 'read');
  return read ? { kind: 'cached', key: keyOfCall(callee.client, read.form, read.args) } : UNKNOWN;
}

/** `roles.includes`: what it answers says something of the list and is no copy of it. */
function asksForMember(value: Value): boolean {
  const name = value.kind === 'method' ? value.name : value.kind === 'rows' ? value.rows.path.at(-1) : '';
  return /^(includes|has|some|every)$/.test(name ?? '');
}

function isCallable(value: Value): boolean {
  return value.kind === 'function' || value.kind === 'cacheMethod' || value.kind === 'databaseMethod';
}

function rowsResult(
  evaluation: Evaluation,
  frame: Frame,
  rows: Rows,
  args: readonly Value[],
  index: CallIndex,
): Value {
  const whole = { kind: 'rows', rows: { ...rows, path: rows.path.slice(0, -1) } } as const;
  const mapped = mappedBy(evaluation, frame, rows.path.at(-1), whole, args[0]);
  if (mapped) return mapped;
  const outcome = rowOutcome(evaluation, rows, args, { file: frame.file, call: index });
  // A method of rows: `rows.filter(…)`, `row.toJSON()`. What comes out is still made of them.
  return outcome?.value ?? narrowed(evaluation, frame, rows, whole, args, index);
}

const NARROWS = /^(filter|find|findLast)$/;

/** `rows.filter((row) => row.ownerId === user.id)`: what the function answers decides which are kept. */
function narrowed(
  evaluation: Evaluation,
  frame: Frame,
  rows: Rows,
  whole: Extract<Value, { kind: 'rows' }>,
  [test]: readonly Value[],
  index: CallIndex,
): Value {
  if (!NARROWS.test(rows.path.at(-1) ?? '') || test?.kind !== 'function') return whole;
  const answer = evaluation.returned(test, [whole], frame.calls);
  const by = derived([answer, ...askedBefore(evaluation, frame, index)]);
  if (by.kind === 'unknown') return whole;
  const site = { file: frame.file, call: index };
  return { kind: 'rows', rows: { ...whole.rows, narrowed: [...(rows.narrowed ?? []), { by, site }] } };
}

/** `if (!user.isAdmin) rows = rows.filter(…)`: what is asked about who asks before a call is made. */
function askedBefore(evaluation: Evaluation, frame: Frame, index: CallIndex): readonly Value[] {
  return (frame.facts.calls[index]?.branches ?? [])
    .flatMap(({ condition }) => (condition ? [evaluation.evaluate(frame, condition)] : []))
    .filter((condition) => originsIn(condition).some(saysWhoAsks));
}

/** Longer lists are taken for one of their elements. */
const MAXIMUM_MAPPED = 8;

/** `keys.map(withPrefix)` of keys that are written out: each of them has its own text. */
function mappedEach(
  evaluation: Evaluation,
  frame: Frame,
  { object: list, name }: Extract<Value, { kind: 'method' }>,
  mapping: Value | undefined,
): Value | undefined {
  if (name !== 'map' || list.kind !== 'array' || list.items.length > MAXIMUM_MAPPED) return undefined;
  if (mapping?.kind !== 'function' || !list.items.every(({ kind }) => kind === 'text' || kind === 'constant'))
    return undefined;
  const items = list.items.map((item) => evaluation.returned(mapping, [item], frame.calls));
  return items.some(({ kind }) => kind === 'unknown') ? undefined : { kind: 'array', items };
}

/** What `map` and `flatMap` give: a list of whatever the function makes of one element. */
function mappedBy(
  evaluation: Evaluation,
  frame: Frame,
  method: string | undefined,
  element: Value,
  mapping: Value | undefined,
): Value | undefined {
  if (mapping?.kind !== 'function' || (method !== 'map' && method !== 'flatMap')) return undefined;
  const mapped = evaluation.returned(mapping, [element], frame.calls);
  if (method === 'flatMap') return mapped.kind === 'array' ? mapped : undefined;
  return mapped.kind === 'unknown' ? undefined : { kind: 'array', items: [mapped], some: true };
}

function elementOf(value: Value): Value {
  if (value.kind === 'array' && value.items.length > 0) return either(value.items);
  return derived([value], 'element');
}

const SELF_RETURNING: ReadonlySet<string> = new Set([
  'bind',
  'connect',
  'withTypeMapping',
  'catch',
  'on',
  'once',
  'addListener',
]);

function methodResult(
  evaluation: Evaluation,
  callee: Extract<Value, { kind: 'method' }>,
  args: readonly Value[],
  frame: Frame,
): Value {
  const [given] = args;
  if (callee.object.kind === 'namespace' && given?.kind === 'function')
    return evaluation.returned(given, [callee.object], frame.calls);
  const handed = callee.object.kind === 'function' ? handedThrough(callee.name, args) : undefined;
  if (callee.object.kind === 'function' && handed && handed !== 'unknown')
    return evaluation.returned(callee.object, handed, frame.calls);
  const folded =
    foldNewValueMethod(callee.object, callee.name) ?? foldMethodCall(callee.object, callee.name, args);
  if (folded) return /^(then|catch|finally)$/.test(callee.name) ? folded : copied(folded);
  const mapped =
    mappedEach(evaluation, frame, callee, args[0]) ??
    mappedBy(evaluation, frame, callee.name, elementOf(callee.object), args[0]);
  if (mapped) return mapped;
  // `.bind`, `.connect()`, `.on('error', …)` of a client or instance give it back.
  const same = SELF_RETURNING.has(callee.name);
  // A batch goes on behind a command that no table knows.
  const isBatch = callee.object.kind === 'cache' && callee.object.client.batch;
  if (isBatch && !/^exec/.test(callee.name)) return callee.object;
  const isKept = ['cache', 'cacheMethod', 'database', 'databaseMethod', 'function'].includes(
    callee.object.kind,
  );
  if (same && isKept) return callee.object;
  return derived([callee.object, ...args]);
}
