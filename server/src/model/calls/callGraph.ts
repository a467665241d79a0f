/**
 * Who calls whom, and which functions run when an event is emitted? In: the evaluated files. Out: callers and handlers by function,
 * and which functions can do something to a cache or a database, directly or through calls.
 */
import type { CallIndex, Expression, FileFacts } from '../../facts/fileFacts.js';
import type { Evaluation } from '../evaluation/evaluation.js';
import type { Frame } from '../evaluation/frame.js';
import { FunctionTable } from '../evaluation/functionTable.js';
import { type FunctionReference, functionsIn, type Value } from '../evaluation/values.js';
import { append } from '../lists.js';
import { interceptorsAround } from '../requests/nestInterceptors.js';
import { runBeside } from '../requests/runBeside.js';
import type { Steps } from '../steps.js';
import { functionOverElements } from './callbackArguments.js';
import { wrappersOf } from './decoratedMethods.js';
import {
  type BoundCall,
  boundCalls,
  callsParameter,
  GIVEN,
  handsOn,
  isEffect,
  isLeftToSubclasses,
  isOpenQuery,
  isOwnCall,
  NAMING,
} from './effectiveCalls.js';
import { eventsOf } from './emissions.js';
import { enclosingFunction } from './enclosingFunctions.js';
import { eventsNamed, hears, isEventPattern } from './eventNames.js';
import { handlersOfClasses, handlersOfServices, listenersOf } from './listeners.js';
import { functionBehindPromise } from './promiseHandlers.js';
import { handlersTogether, mountedBehind } from './requestHandlers.js';
import { wrappedClasses } from './wrappedObjects.js';

export interface Caller {
  /** The function that contains the call; a callback counts as the function it is written in. */
  readonly function: FunctionReference;
  /** The frame the call stands in. */
  readonly frame: Frame;
  readonly call: CallIndex;
}

export interface CallGraph {
  callersOf(reference: FunctionReference): readonly Caller[];
  /** The files that call functions of this one. */
  filesCalling(file: string): ReadonlySet<string>;
  /** The calls that hand a function, by its name, to one of the workspace that calls it. */
  handedAt(reference: FunctionReference): readonly Caller[];
  /** The functions of the project that give another class, or a proxy, in the place of a class they are handed. */
  wrappersOfClass(of: {
    readonly file: string;
    readonly index: number;
  }): readonly Extract<Value, { kind: 'function' }>[];
  handlersOf(event: string): readonly Extract<Value, { kind: 'function' }>[];
  /** The other functions that run for a request that a function handles. */
  handlersBeside(reference: FunctionReference): readonly Extract<Value, { kind: 'function' }>[];
  /** How many handlers run when the calls of a function emit their events. */
  subscribersOf(reference: FunctionReference): number;
  /** False when neither the function nor anything it calls touches a cache or a database. */
  mayHaveEffects(reference: FunctionReference): boolean;
  /** Whether it calls a method of a parameter, itself or through calls: what that does, its caller decides. */
  callsWhatItIsGiven(reference: FunctionReference): boolean;
  /** The same without the queries it runs. */
  callsMethodsOfWhatItIsGiven(reference: FunctionReference): boolean;
  /** Whether it calls a method that its class leaves to those that extend it, itself or through methods of its own. */
  leavesToSubclasses(reference: FunctionReference): boolean;
  /** Whether it runs SQL that it is given, or a query on a table that it is given. */
  queriesWhatItIsGiven(reference: FunctionReference): boolean;
}

const LISTENER_DECORATORS =
  /^(OnEvent|EventPattern|MessagePattern|Process|On|Handles?|Subscribes?|Listens?)(To)?$/;

/** In steps of one file. */
export function* callGraphSteps(evaluation: Evaluation): Steps<CallGraph> {
  const callers = new FunctionTable<Caller[]>();
  const overElements = new FunctionTable<Caller[]>();
  const decorated = new FunctionTable<Caller[]>();
  const handed = new FunctionTable<Caller[]>();
  const handlers = new Map<string, Extract<Value, { kind: 'function' }>[]>();
  const beside = new FunctionTable<Extract<Value, { kind: 'function' }>[]>();
  const wrapped = new Map<string, Extract<Value, { kind: 'function' }>[]>();
  const direct: FunctionReference[] = [];
  const given: FunctionReference[] = [];
  const bound: BoundCall[] = [];
  const queries: FunctionReference[] = [];
  const left: FunctionReference[] = [];
  for (const file of evaluation.files) {
    const facts = evaluation.factsOf(file);
    const described = [...handlersOfClasses(evaluation, file), ...handlersOfServices(evaluation, file)];
    for (const { event, handler } of described) append(handlers, event, handler);
    facts?.functions.forEach((fact, index) => {
      const frame = evaluation.symbolicFrame({ file, index });
      if (!frame) return;
      for (const call of fact.calls) {
        addListeners(evaluation, frame, call, handlers);
        addHandlers(evaluation, frame, call, beside);
        if (eventsOf(evaluation, frame, call).length > 0) direct.push(enclosingFunction(frame));
        if (isIdle(evaluation, frame, call)) continue;
        addCall(evaluation, frame, call, callers);
        addHanded(evaluation, frame, call, handed);
        for (const { class: of, wrapper } of wrappedClasses(evaluation, frame, call))
          append(wrapped, `${of.file}#${of.index}`, wrapper);
        addElementCall(evaluation, frame, call, overElements);
        const isLeft = isLeftToSubclasses(evaluation, frame, call);
        if (isLeft || isEffect(evaluation, frame, call)) direct.push(enclosingFunction(frame));
        if (callsParameter(evaluation, frame, call)) given.push(enclosingFunction(frame));
        if (isLeft) left.push(enclosingFunction(frame));
        bound.push(...boundCalls(evaluation, frame, call));
        if (isOpenQuery(evaluation, frame, call)) queries.push(enclosingFunction(frame));
      }
      addDecorated(evaluation, frame, handlers);
      addBeside(evaluation, frame, [frame.function], interceptorsAround(evaluation, frame), beside);
      for (const wrapper of wrappersOf(evaluation, frame)) {
        addCaller(decorated, wrapper.function, { function: frame.function, frame, call: -1 });
      }
    });
    yield;
  }
  const latent = withCallers(given, [callers], (caller) => handsOn(evaluation, caller, GIVEN));
  for (const { caller, called } of bound) if (latent.get(called)) direct.push(caller);
  const patterns = [...handlers.keys()].filter(isEventPattern);
  const hearing = (event: string) => [
    ...(handlers.get(event) ?? []),
    ...patterns.flatMap((pattern) => (hears(pattern, event) ? (handlers.get(pattern) ?? []) : [])),
  ];
  const effective = withCallers(direct, [callers, overElements, decorated, handed]);
  const open = withCallers(queries, [callers], (caller) => handsOn(evaluation, caller, NAMING));
  const inherited = withCallers(left, [callers], ({ frame, call }) => isOwnCall(frame, call));
  return {
    leavesToSubclasses: (reference) => inherited.get(reference) === true,
    callsWhatItIsGiven: (reference) => latent.get(reference) === true || open.get(reference) === true,
    callsMethodsOfWhatItIsGiven: (reference) => latent.get(reference) === true,
    queriesWhatItIsGiven: (reference) => open.get(reference) === true,
    mayHaveEffects: (reference) => effective.get(reference) === true,
    callersOf: (reference) => callers.get(reference) ?? [],
    handedAt: (reference) => handed.get(reference) ?? [],
    filesCalling: (file) =>
      new Set(callers.ofFile(file).flatMap((list) => list.map(({ frame }) => frame.file))),
    wrappersOfClass: ({ file, index }) => wrapped.get(`${file}#${index}`) ?? [],
    handlersOf: hearing,
    handlersBeside: (reference) => beside.get(reference) ?? [],
    subscribersOf: (reference) =>
      eventsEmittedBy(evaluation, reference).reduce((sum, event) => sum + hearing(event).length, 0),
  };
}

function isIdle(evaluation: Evaluation, frame: Frame, index: CallIndex): boolean {
  const call = frame.facts.calls[index];
  return call === undefined || evaluation.idleCalls.isIdle(call);
}

function eventsEmittedBy(evaluation: Evaluation, reference: FunctionReference): readonly string[] {
  const frame = evaluation.symbolicFrame(reference);
  const calls = frame?.fact.calls ?? [];
  return frame ? calls.flatMap((index) => eventsOf(evaluation, frame, index).map(({ event }) => event)) : [];
}

/** The functions given and everything that calls them, directly or not. */
function withCallers(
  direct: readonly FunctionReference[],
  callers: readonly FunctionTable<Caller[]>[],
  follows: (caller: Caller) => boolean = () => true,
): FunctionTable<true> {
  const found = new FunctionTable<true>();
  const open = [...direct];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (found.get(next)) continue;
    found.set(next, true);
    for (const caller of callers.flatMap((table) => table.get(next) ?? [])) {
      if (!found.get(caller.function) && follows(caller)) open.push(caller.function);
    }
  }
  return found;
}

function addCall(
  evaluation: Evaluation,
  frame: Frame,
  index: CallIndex,
  callers: FunctionTable<Caller[]>,
): void {
  const call = frame.facts.calls[index];
  if (!call) return;
  const callee = evaluation.evaluate(frame, call.callee);
  const caller = { function: enclosingFunction(frame), frame, call: index };
  for (const called of functionsIn(callee)) addCaller(callers, called.function, caller);
  const isBase = callee.kind === 'instance' && call.callee.kind === 'super';
  const made = callee.kind === 'class' || isBase ? constructorOf(evaluation, callee) : undefined;
  if (made) addCaller(callers, made, caller);
}

/** `await withLock(id, save)`: what is done around it is done where it is handed over. */
function addHanded(
  evaluation: Evaluation,
  frame: Frame,
  index: CallIndex,
  handed: FunctionTable<Caller[]>,
): void {
  const call = frame.facts.calls[index];
  const given =
    call?.arguments.filter(
      (argument) => namesFunction(frame.facts, argument) || listsFunctions(frame.facts, argument),
    ) ?? [];
  if (!call || given.length === 0) return;
  if (functionsIn(evaluation.evaluate(frame, call.callee)).length === 0) return;
  const caller = { function: enclosingFunction(frame), frame, call: index };
  for (const argument of given) {
    for (const { function: reference } of functionsHeld(evaluation.evaluate(frame, argument))) {
      addCaller(handed, reference, caller);
    }
  }
}

/** The function itself, and those in a list of steps: `[{ name: 'save', run: save }, { name: 'forget', run: forget }]`. */
function functionsHeld(value: Value, depth = 0): readonly Extract<Value, { kind: 'function' }>[] {
  if (depth > MAXIMUM_LISTED) return [];
  if (value.kind === 'array') return value.items.flatMap((item) => functionsHeld(item, depth + 1));
  if (value.kind === 'record' && depth > 0)
    return [...value.fields.values()].flatMap((field) => functionsHeld(field, depth + 1));
  return functionsIn(value);
}

const MAXIMUM_LISTED = 2;

/** A list that is written out, there or as a variable. */
function listsFunctions({ bindings }: FileFacts, argument: Expression): boolean {
  const list = argument.kind === 'name' ? bindings[argument.binding]?.initializer : argument;
  return list?.kind === 'array' && list.items.some(({ kind }) => LISTED.has(kind));
}

const LISTED: ReadonlySet<Expression['kind']> = new Set(['function', 'object', 'name']);

function namesFunction({ bindings }: FileFacts, argument: Expression): boolean {
  if (argument.kind !== 'name') return false;
  const binding = bindings[argument.binding];
  return binding?.functionIndex !== undefined || binding?.initializer?.kind === 'function';
}

function addListeners(
  evaluation: Evaluation,
  frame: Frame,
  index: CallIndex,
  handlers: Map<string, Extract<Value, { kind: 'function' }>[]>,
): void {
  for (const { event, handler } of listenersOf(evaluation, frame, index)) append(handlers, event, handler);
}

/** The function that runs when a class of the workspace is constructed, by `new` or as the base of another. */
function constructorOf(
  evaluation: Evaluation,
  { file, index, frame }: Extract<Value, { kind: 'class' | 'instance' }>,
  height = 0,
): FunctionReference | undefined {
  const fact = evaluation.factsOf(file)?.classes[index];
  const own = fact?.constructorFunction;
  if (own !== undefined) return { file, index: own };
  // Without one of its own it has that of its base class.
  const base =
    fact?.extends && height < MAXIMUM_HEIGHT ? evaluation.evaluate(frame, fact.extends) : undefined;
  return base?.kind === 'class' ? constructorOf(evaluation, base, height + 1) : undefined;
}

/** Nobody inherits from so many. */
const MAXIMUM_HEIGHT = 8;

/** `links.forEach(remove)`: the function runs, but with other arguments than those of the call. */
function addElementCall(
  evaluation: Evaluation,
  frame: Frame,
  index: CallIndex,
  callers: FunctionTable<Caller[]>,
): void {
  const call = frame.facts.calls[index];
  const callee = call && evaluation.evaluate(frame, call.callee);
  const over =
    callee &&
    (functionOverElements(evaluation, frame, index, callee) ??
      functionBehindPromise(evaluation, frame, index));
  if (!over) return;
  addCaller(callers, over.called.function, { function: enclosingFunction(frame), frame, call: index });
}

function addHandlers(
  evaluation: Evaluation,
  frame: Frame,
  index: CallIndex,
  beside: FunctionTable<Extract<Value, { kind: 'function' }>[]>,
): void {
  const handlers = handlersTogether(evaluation, frame, index);
  for (const own of handlers) {
    const others = handlers.flatMap((other) => (other === own ? [] : other));
    addBeside(evaluation, frame, referencesOf(own), others, beside);
  }
  const mounted = mountedBehind(evaluation, frame, index);
  if (mounted) addBeside(evaluation, frame, referencesOf(mounted.handlers), mounted.before, beside);
  for (const run of runBeside(evaluation, frame, index)) {
    addBeside(evaluation, frame, run.handlers, run.beside, beside);
  }
}

function referencesOf(values: readonly Extract<Value, { kind: 'function' }>[]): readonly FunctionReference[] {
  return values.map((value) => value.function);
}

function addBeside(
  { links }: Evaluation,
  { file }: Frame,
  handlers: readonly FunctionReference[],
  others: readonly Extract<Value, { kind: 'function' }>[],
  beside: FunctionTable<Extract<Value, { kind: 'function' }>[]>,
): void {
  if (others.length === 0) return;
  for (const reference of handlers) {
    beside.set(reference, [...(beside.get(reference) ?? []), ...others]);
    links.addArrangement(reference.file, file);
    for (const other of others) links.add(reference.file, other.function.file);
  }
}

function addCaller(callers: FunctionTable<Caller[]>, reference: FunctionReference, caller: Caller): void {
  const known = callers.get(reference);
  if (known) known.push(caller);
  else callers.set(reference, [caller]);
}

/** `@OnEvent('user.updated')`, `@On(Moved)` on a method. */
function addDecorated(
  evaluation: Evaluation,
  frame: Frame,
  handlers: Map<string, Extract<Value, { kind: 'function' }>[]>,
): void {
  for (const decorator of frame.fact.decorators) {
    const [name] = decorator.arguments;
    if (!LISTENER_DECORATORS.test(decorator.name) || !name) continue;
    const handler = {
      kind: 'function',
      function: frame.function,
      frame: frame.outer ?? frame,
      ...(frame.self && { self: frame.self }),
    } as const;
    for (const event of eventsNamed(evaluation.evaluate(frame, name))) append(handlers, event, handler);
  }
}
