/**
 * Hooks of Fastify: functions that run around the handlers of routes. In: a call that puts one there, `addHook` of an
 * application or plugin or the options of a route. Out: the hook and the handlers that it runs around.
 */
import type { BindingIndex, CallFact, CallIndex, Expression, FileFacts } from '../../facts/fileFacts.js';
import { routerOf } from '../calls/requestHandlers.js';
import type { Evaluation } from '../evaluation/evaluation.js';
import type { Frame } from '../evaluation/frame.js';
import { type FunctionReference, isSameFunction } from '../evaluation/values.js';
import { handlersIn, laidOut, methodOf } from './routing.js';

/** Which hooks are asked for, and around the handlers of which routes. */
export interface HookQuestion {
  readonly hooks: RegExp;
  readonly routes: RegExp;
  /** What a route that is written as one object says of its method. */
  readonly methods: RegExp;
}

/** Of routes that are read, hooks that can answer in the place of the handler or see what it answers. */
export const AROUND_READS: HookQuestion = {
  hooks: /^(onRequest|preParsing|preValidation|preHandler|preSerialization|onSend)$/,
  routes: /^(get|all|route)$/,
  methods: /^(get|head)$/i,
};
/** Whatever runs for a request, before its handler, after it, or when everything is sent. */
export const FOR_A_REQUEST: HookQuestion = {
  hooks: /^(onRequest|preParsing|preValidation|preHandler|preSerialization|onSend|onResponse)$/,
  routes: /^(get|all|route|post|put|patch|delete)$/,
  methods: /./,
};
/** Plugins that register plugins are followed this far. */
const MAXIMUM_DEPTH = 4;

export interface Hook {
  readonly argument: Expression;
  readonly handlers: () => readonly FunctionReference[];
}

export function hooksOf(
  evaluation: Evaluation,
  frame: Frame,
  index: CallIndex,
  question: HookQuestion,
): readonly Hook[] {
  const call = frame.facts.calls[index];
  if (!call) return [];
  const method = methodOf(call);
  if (method === 'addHook') return hookOfPlugin(evaluation, frame, call, question);
  return question.routes.test(method) ? hooksOfRoute(evaluation, frame, call, question) : [];
}

/** `app.addHook('onSend', keep)` */
function hookOfPlugin(
  evaluation: Evaluation,
  frame: Frame,
  call: CallFact,
  question: HookQuestion,
): readonly Hook[] {
  const [name, argument] = call.arguments;
  const app = call.callee.kind === 'member' ? routerOf(frame.facts, call.callee.object) : undefined;
  if (name?.kind !== 'text' || !question.hooks.test(name.value) || !argument || app === undefined) return [];
  const handlers = () => [
    ...routesOn(evaluation, frame.file, app, question),
    ...routesAround(evaluation, { file: frame.file, index: call.function }, question),
  ];
  return [{ argument, handlers }];
}

/** `app.get('/', { onSend: keep }, list)`, `app.route({ url, onSend: keep, handler: list })` */
function hooksOfRoute(
  evaluation: Evaluation,
  frame: Frame,
  call: CallFact,
  question: HookQuestion,
): readonly Hook[] {
  const options = call.arguments.map((argument) => objectOf(frame.facts, argument)).find((one) => one);
  if (!options) return [];
  return options.properties
    .filter(({ name }) => question.hooks.test(name))
    .flatMap(({ value }) => laidOut([value]))
    .map((argument) => ({ argument, handlers: () => handlersOf(evaluation, frame, call, question) }));
}

function objectOf(
  facts: FileFacts,
  expression: Expression,
): Extract<Expression, { kind: 'object' }> | undefined {
  if (expression.kind === 'object') return expression;
  const initializer =
    expression.kind === 'name' ? facts.bindings[expression.binding]?.initializer : undefined;
  return initializer?.kind === 'object' ? initializer : undefined;
}

/** The last argument; of a route that is written as one object what it calls its handler. */
function handlersOf(
  evaluation: Evaluation,
  frame: Frame,
  call: CallFact,
  { methods }: HookQuestion,
): readonly FunctionReference[] {
  const inner = evaluation.symbolicFrame({ file: frame.file, index: call.function }) ?? frame;
  const last = call.arguments.at(-1);
  const options = last && objectOf(frame.facts, last);
  const method = options?.properties.find(({ name }) => name === 'method')?.value;
  if (method?.kind === 'text' && !methods.test(method.value)) return [];
  const handler = options ? options.properties.find(({ name }) => name === 'handler')?.value : last;
  return handler ? handlersIn(evaluation.evaluate(inner, handler)) : [];
}

/** The handlers of all routes of an application or plugin, and of those that are registered in it. */
function routesOn(
  evaluation: Evaluation,
  file: string,
  app: BindingIndex,
  question: HookQuestion,
  depth = 0,
): readonly FunctionReference[] {
  const facts = evaluation.factsOf(file);
  if (!facts || depth > MAXIMUM_DEPTH) return [];
  return facts.calls.flatMap((call) => {
    if (call.callee.kind !== 'member' || routerOf(facts, call.callee.object) !== app) return [];
    const frame = evaluation.symbolicFrame({ file, index: call.function });
    if (!frame) return [];
    if (question.routes.test(methodOf(call))) return handlersOf(evaluation, frame, call, question);
    if (methodOf(call) !== 'register') return [];
    return pluginsIn(evaluation, frame, call).flatMap((plugin) => {
      const own = evaluation.factsOf(plugin.file)?.functions[plugin.index]?.parameters[0]?.bindings[0];
      return own === undefined ? [] : routesOn(evaluation, plugin.file, own, question, depth + 1);
    });
  });
}

function pluginsIn(evaluation: Evaluation, frame: Frame, call: CallFact): readonly FunctionReference[] {
  const [plugin] = call.arguments;
  return plugin ? handlersIn(evaluation.evaluate(frame, plugin)) : [];
}

/** Of a plugin that is put around by `fastify-plugin`, what it does is done to whoever registers it. */
function routesAround(
  evaluation: Evaluation,
  plugin: FunctionReference,
  question: HookQuestion,
): readonly FunctionReference[] {
  const facts = evaluation.factsOf(plugin.file);
  const given = facts?.functions[plugin.index]?.argumentOf;
  const wrapper = given && facts?.calls[given.call]?.callee;
  const module = wrapper?.kind === 'name' ? facts?.bindings[wrapper.binding]?.import?.module : undefined;
  if (module !== 'fastify-plugin') return [];
  return evaluation.files.flatMap((file) => {
    const registering = evaluation.factsOf(file);
    return (registering?.calls ?? []).flatMap((call) => {
      if (!registering || methodOf(call) !== 'register' || call.callee.kind !== 'member') return [];
      const app = routerOf(registering, call.callee.object);
      const frame = evaluation.symbolicFrame({ file, index: call.function });
      if (app === undefined || !frame) return [];
      const isIt = pluginsIn(evaluation, frame, call).some((one) => isSameFunction(one, plugin));
      return isIt ? routesOn(evaluation, file, app, question) : [];
    });
  });
}
