/**
 * Handlers that code of the project registers with a dispatcher of its own: `dispatcher.register(Moved, new DropCache())`, a function
 * or an object with a method that handles, under a class, a name, or all there is. In: a call, and what it is given. Out: which
 * classes and names it says, and the functions that run.
 */
import type { CallFact, MethodFact } from '../../facts/fileFacts.js';
import { memberOf } from '../evaluation/evaluateMember.js';
import { valueOfType } from '../evaluation/evaluateType.js';
import type { Evaluation } from '../evaluation/evaluation.js';
import type { Frame } from '../evaluation/frame.js';
import { plainText } from '../evaluation/texts.js';
import { functionsIn, type Value } from '../evaluation/values.js';

export type Handler = Extract<Value, { kind: 'function' }>;

const REGISTERING =
  /^(on|once|when|set|bind|handle|listen|subscribe|register|add|attach)(To|For|Event|Message|Command|Domain)*(Handler|Listener|Subscriber|Subscription)?s?$/;
const HANDLING: readonly string[] = [
  'handle',
  'execute',
  'process',
  'handleEvent',
  'onEvent',
  'react',
  'notify',
  'consume',
  'invoke',
  'run',
  'on',
];
/** Members by which what is sent says what it is. */
const NAMING = ['type', 'name', 'event', 'eventName', 'eventType', 'topic', 'kind'];

/** Whether a call may register a handler, by its name. */
export function mayRegister({ callee, construction, arguments: given }: CallFact): boolean {
  if (construction || given.length < 2) return false;
  return (callee.kind === 'member' || callee.kind === 'name') && REGISTERING.test(callee.name);
}

/** Under what a call registers, and which functions: nothing where its first argument says no class. */
export function registeredByClass(
  evaluation: Evaluation,
  frame: Frame,
  [sent, ...given]: readonly Value[],
): { readonly sent: Extract<Value, { kind: 'class' }>; readonly handlers: readonly Handler[] } | undefined {
  if (sent?.kind !== 'class') return undefined;
  return { sent, handlers: given.flatMap((value) => handlersIn(evaluation, frame, value)) };
}

/** The functions that run where a value is registered: its own, those of a list, the method of an object that handles. */
export function handlersIn(evaluation: Evaluation, frame: Frame, value: Value): readonly Handler[] {
  if (value.kind === 'array') return value.items.flatMap((item) => handlersIn(evaluation, frame, item));
  if (value.kind !== 'instance') return functionsIn(value);
  for (const name of HANDLING) {
    const method = functionsIn(memberOf(evaluation, frame, value, name));
    if (method.length > 0) return method;
  }
  return [];
}

/** The names that what is sent has for itself: `{ type: 'hotel.renamed', id }`, the name of its class. */
export function ownNames(evaluation: Evaluation, frame: Frame, sent: Value): readonly string[] {
  if (sent.kind !== 'instance' && sent.kind !== 'record') return [];
  const said = NAMING.flatMap((name) => {
    const text = plainText(
      sent.kind === 'record' ? sent.fields.get(name) : memberOf(evaluation, frame, sent, name),
    );
    return text === undefined ? [] : [text];
  });
  const own = sent.kind === 'instance' && evaluation.factsOf(sent.file)?.classes[sent.index]?.name;
  return own ? [...said, own] : said;
}

/** What a method handles, by the type of what it is given: `handle(event: Moved)`. */
export function handledClasses(
  evaluation: Evaluation,
  frame: Frame,
  { name, function: index, static: ofClass }: MethodFact,
): readonly Extract<Value, { kind: 'instance' }>[] {
  const [first, ...others] = frame.facts.functions[index]?.parameters ?? [];
  if (ofClass || !HANDLING.includes(name) || !first?.type || others.length > 1) return [];
  const value = valueOfType(evaluation, frame, first.type);
  const given = value?.kind === 'either' ? value.values : [value];
  return given.filter((one) => one?.kind === 'instance');
}
