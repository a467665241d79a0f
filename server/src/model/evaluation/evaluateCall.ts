/**
 * What does a call return? In: the call and the frame it stands in. Out: the value; workspace functions are followed with their
 * arguments bound, and what calls of libraries give is looked up by what is called.
 */
import type { CallFact, CallIndex, Expression } from '../../facts/fileFacts.js';
import { programMap } from '../../libraries/caches/programMap.js';
import { programObject } from '../../libraries/caches/programObject.js';
import type { CacheLibrary } from '../../libraries/library.js';
import { clientFolded } from '../calls/foldedLists.js';
import { withAssignedTtl } from '../commands/assignedTtls.js';
import { constructedClient, plainClient } from '../commands/libraryInstances.js';
import { databaseOutcome } from '../databases/databaseCalls.js';
import { madeHttpClient } from '../databases/remoteRequests.js';
import { fetchedRows } from '../databases/remoteResources.js';
import { ambientMember, ambientOf, memberOfRequest, requestOfContext } from '../requests/requestValues.js';
import { isTestFile } from '../testFiles.js';
import { connectedAggregate } from './aggregates.js';
import { classOfConstructor, constructsItself } from './baseClasses.js';
import { batchedLoad } from './batchedLoads.js';
import { cacheResult, madeHere } from './cacheResults.js';
import { checkedValue, madeSchema } from './checkedRows.js';
import { tokenAskedFor } from './containerBindings.js';
import { clonedValue, copied, listedMembers, parsedCopy } from './copiedValues.js';
import { isDecision } from './decisions.js';
import { nameOf } from './evaluateExpression.js';
import { requiredValue } from './evaluateImport.js';
import { valueOfType } from './evaluateType.js';
import type { Evaluation } from './evaluation.js';
import { formattedText, replacedText } from './filledTexts.js';
import type { Frame } from './frame.js';
import { handedThrough } from './handedThrough.js';
import { keptClient } from './keptClients.js';
import { keptRows } from './keptRows.js';
import { elementOf, mappedBy, mappedEach, mappedInEither, rowsResult } from './listResults.js';
import { entryOfMap } from './mergedObjects.js';
import { foldNewValueMethod, madeGenerator, newValue } from './newValues.js';
import { filledObject } from './objectSteps.js';
import { lentValue, madePool } from './pools.js';
import { instanceOfClass } from './ports.js';
import { postponedFunction, postpones } from './postponed.js';
import { promisedValue } from './promised.js';
import { madeProxy, reflectedMember } from './proxies.js';
import { foldGlobalCall, foldMethodCall } from './pureCalls.js';
import { signedValue } from './signedValues.js';
import { transformedRows } from './transformedRows.js';
import {
  COMPUTED_NAME,
  derived,
  type FunctionReference,
  isNotUnderstood,
  UNKNOWN,
  type Value,
} from './values.js';
import { writtenListResult } from './writtenLists.js';

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
  const constructs =
    call.construction || (callee.kind === 'function' && constructsItself(evaluation, callee.function));
  const filled =
    callee.kind === 'function' && callee.self?.kind === 'instance' && !constructs
      ? filledObject(evaluation, callee, evaluation.argumentsOf(frame, index))
      : undefined;
  if (filled) return filled;
  const general =
    callee.kind === 'function' && !constructs ? evaluation.returns.inGeneral(callee) : undefined;
  const isGeneral = general && !isNotUnderstood(general);
  if (isGeneral && general.kind !== 'global') return general;
  const args = evaluation.argumentsOf(frame, index);
  const kept = keptClient(evaluation, callee, args, general ?? UNKNOWN, frame.calls);
  if (kept) return madeHere(kept, frame, index);
  if (isGeneral) return general;
  const value =
    settingOf(evaluation, expression, callee, args) ??
    connectedAggregate(expression, args) ??
    resultOf(evaluation, frame, callee, args, constructs, index);
  if (!isNotUnderstood(value)) return value;
  return (
    containedValue(evaluation, frame, call) ??
    ambientOf(expression, args) ??
    withFetched(answerOf(evaluation, callee, value, args), callee, args, { file: frame.file, call: index })
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

/** Nothing is known of what a function answers but that it was asked for; a text that subclasses make is made of what it is given. */
function answerOf(evaluation: Evaluation, callee: Value, value: Value, args: readonly Value[]): Value {
  const made = callee.kind === 'function' ? abstractText(evaluation, callee.function) : undefined;
  if (made !== undefined && value.kind === 'unknown' && args.length > 0) return derived(args, made);
  const isAsked = value.kind === 'unknown' && ASKED.has(callee.kind);
  return isAsked ? { kind: 'derived', from: [], name: 'answer' } : value;
}

/** The name of `protected abstract keyOf(id: string): string`. */
function abstractText(evaluation: Evaluation, { file, index }: FunctionReference): string | undefined {
  const facts = evaluation.factsOf(file);
  const fact = facts?.functions[index];
  const methods = fact?.class === undefined ? [] : (facts?.classes[fact.class]?.methods ?? []);
  const method = methods.find((one) => one.function === index && one.abstract);
  const isText = fact?.returnType?.kind === 'primitive' && fact.returnType.names.includes('string');
  return isText ? method?.name : undefined;
}

const ASKED: ReadonlySet<Value['kind']> = new Set(['function', 'external', 'unknown', 'global', 'method']);

const PROGRAM_CACHES: ReadonlyMap<string, CacheLibrary> = new Map([
  ['Map', programMap],
  // What is made as nothing but an `Object` are those that are used like maps.
  ['Object', programObject],
]);

/** `const pageCache = new Map()`, `const pageCache = {}` */
function programCache(
  evaluation: Evaluation,
  frame: Frame,
  path: readonly string[],
  index: CallIndex,
): Value | undefined {
  const library = PROGRAM_CACHES.get(path.join('.'));
  if (!library || !evaluation.programMaps.has(frame, index)) return undefined;
  return madeHere({ kind: 'cache', client: plainClient(library, library.newestMajor) }, frame, index);
}

/** `container.get<Redis>(TYPES.Redis)`: what was bound to the token, else what the author says it is. */
function containedValue(evaluation: Evaluation, frame: Frame, call: CallFact): Value | undefined {
  const token = tokenAskedFor(call);
  if (!token) return undefined;
  const [type, ...others] = call.typeArguments ?? [];
  const typed = type && others.length === 0 ? valueOfType(evaluation, frame, type) : undefined;
  const provided =
    evaluation.providers.valueOf(frame, token) ?? (typed?.kind === 'cache' ? typed : undefined);
  // What a migration or a test asks for says nothing of those that serve.
  if (provided || isTestFile(frame.file)) return provided;
  // Containers make what they are asked for by its class.
  const named = evaluation.evaluate(frame, token);
  return named.kind === 'class' ? instanceOfClass(evaluation, named) : undefined;
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
  const folded = clientFolded(callee, args);
  if (folded) return folded;
  switch (callee.kind) {
    case 'function': {
      const made = construction ? classOfConstructor(evaluation, callee) : undefined;
      if (made) return evaluation.constructed(made, args);
      return madeFunction(evaluation.returns.of(callee, args, frame.calls), frame, index);
    }
    case 'class':
      return { ...evaluation.constructed(callee, args), made: { file: frame.file, call: index } };
    case 'external':
      return (
        madeHere(
          withAssignedTtl(
            evaluation,
            frame,
            index,
            constructedClient(evaluation, callee, construction, args),
          ),
          frame,
          index,
        ) ??
        (construction && PROMISES.test(callee.module)
          ? promisedValue(evaluation, args[0], frame.calls)
          : undefined) ??
        describedExtension(callee.path, args) ??
        transformedRows(evaluation, callee, args) ??
        keptRows(callee, args) ??
        madePool(callee, args) ??
        madeHttpClient(callee, args) ??
        newValue([callee.module, ...callee.path], args, frame) ??
        madeGenerator(callee) ??
        formattedText(callee, args) ??
        foldGlobalCall([callee.module, ...callee.path], args) ??
        (construction
          ? { kind: 'constructed', module: callee.module, path: callee.path, arguments: args }
          : asked(callee, args))
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
        listedMembers(callee.path, args) ??
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
      const mapped = mappedInEither(evaluation, frame, callee.values, args[0]);
      if (mapped) return mapped;
      return callee.values.some(asksForMember) ? derived([callee, ...args]) : derived(args);
    }
    case 'fallback':
      return resultOf(evaluation, frame, callee.value, args, construction, index);
    case 'parameter': {
      const list: Value = { ...callee, path: callee.path.slice(0, -1) };
      const mapped = mappedBy(evaluation, frame, callee.path.at(-1), elementOf(list), args[0]);
      const written = FORMS.test(callee.path.at(-1) ?? '') ? list : callee;
      return mapped ?? memberOfRequest(callee, args) ?? derived([written, ...args]);
    }
    case 'environment':
      return callee;
    case 'ambient':
      return ambientMember(callee, args);
    default:
      return derived([callee, ...args]);
  }
}

/** What a package answers of which nothing else is known: a schema of what it checks, or something signed. */
function asked(callee: Extract<Value, { kind: 'external' }>, args: readonly Value[]): Value {
  const answer = signedValue(callee.path.at(-1) ?? '', args, derived(args));
  return madeSchema(callee, answer) ?? answer;
}

/** `Prisma.defineExtension({ query: { … } })`: the description itself. */
function describedExtension(path: readonly string[], [given]: readonly Value[]): Value | undefined {
  return path.at(-1) === 'defineExtension' && given?.kind === 'record' ? given : undefined;
}

/** Packages whose promises are made like those of the language. */
const PROMISES = /^(bluebird|es6-promise|promise|any-promise)$/;

/** What a text, a number or a moment becomes by these is still that, written otherwise: `query.trim().toLowerCase()`. */
const FORMS =
  /^(trim(Start|End)?|to(Locale)?(Lower|Upper)Case|toString|normalize|replace(All)?|pad(Start|End)|to(ISO|UTC|Date)String|toJSON|getTime|valueOf)$/;

/** A function that carries what its maker was given remembers the call of the maker, and so do those of an object. */
function madeFunction(value: Value, frame: Frame, call: CallIndex): Value {
  if (value.kind === 'record' && [...value.fields.values()].some(isMade)) {
    const fields = [...value.fields].map(
      ([name, field]) => [name, isMade(field) ? madeFunction(field, frame, call) : field] as const,
    );
    return { ...value, fields: new Map(fields) };
  }
  return isMade(value) ? { ...value, made: { file: frame.file, call } } : value;
}

function isMade(value: Value): value is Extract<Value, { kind: 'function' }> {
  return value.kind === 'function' && value.frame.arguments !== undefined;
}

const COMPUTED: ReadonlySet<string> = new Set(['Date', 'Math', 'performance', 'crypto', 'Symbol', 'process']);

/** What the clock or the dice say was not loaded from anywhere. */
function globalResult(path: readonly string[], args: readonly Value[]): Value {
  const [first] = path;
  const name = first !== undefined && COMPUTED.has(first) ? COMPUTED_NAME : path.at(-1);
  return derived(args, name);
}

/** `roles.includes`: what it answers says something of the list and is no copy of it. */
function asksForMember(value: Value): boolean {
  const name = value.kind === 'method' ? value.name : value.kind === 'rows' ? value.rows.path.at(-1) : '';
  return /^(includes|has|some|every)$/.test(name ?? '');
}

function isCallable(value: Value): boolean {
  return value.kind === 'function' || value.kind === 'cacheMethod' || value.kind === 'databaseMethod';
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

/** `redis.get(key).then((text) => JSON.parse(text))`: what a function makes of what the cache gave. */
function behindThen(
  evaluation: Evaluation,
  object: Value,
  given: Value | undefined,
  frame: Frame,
): Value | undefined {
  if (object.kind !== 'cached' || given?.kind !== 'function') return undefined;
  const made = evaluation.returns.of(given, [object], frame.calls);
  return made.kind === 'unknown' ? undefined : made;
}

function methodResult(
  evaluation: Evaluation,
  callee: Extract<Value, { kind: 'method' }>,
  args: readonly Value[],
  frame: Frame,
): Value {
  const [given] = args;
  if (callee.object.kind === 'namespace' && given?.kind === 'function')
    return evaluation.returns.of(given, [callee.object], frame.calls);
  const handed = callee.object.kind === 'function' ? handedThrough(callee.name, args) : undefined;
  if (callee.object.kind === 'function' && handed && handed !== 'unknown')
    return evaluation.returns.of(callee.object, handed, frame.calls);
  const chained = callee.name === 'then' ? behindThen(evaluation, callee.object, given, frame) : undefined;
  if (chained) return chained;
  const loaded = batchedLoad(evaluation, callee, args, frame.calls) ?? entryOfMap(callee);
  if (loaded) return loaded;
  const folded =
    foldNewValueMethod(callee.object, callee.name, args) ??
    replacedText(callee.object, callee.name, args) ??
    foldMethodCall(callee.object, callee.name, args);
  if (folded) return /^(then|catch|finally)$/.test(callee.name) ? folded : copied(folded);
  const mapped =
    writtenListResult(evaluation, frame, callee, args) ??
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
  const made = derived([callee.object, ...args]);
  const checked = checkedValue(callee, args, made);
  if (checked) return checked;
  return made.kind === 'derived' && isDecision(callee.name) ? { ...made, decision: callee.name } : made;
}
