/**
 * Which callbacks run during the call they are handed to. A function given to `map` or `$transaction` does;
 * one given to `router.put`, `emitter.on` or a wrapper around such a handler runs when a request or an event
 * comes, and is a function of its own.
 */
import { lastName } from './expressionNames.js';
import type { Extraction, MutableFunction } from './extraction.js';
import type { CallFact, CallIndex, Expression } from './fileFacts.js';
import { beginsWithSql } from './sqlTexts.js';

const REGISTRATIONS =
  /^(get|post|put|patch|delete|head|options|all|use|route|on|once|addListener|addEventListener|subscribe|consume|work|process|schedule|register|handle|command|action|hears|start|decorate|addHook|hook|query|mutation|listen|every|define|describe|it|test|before|after|beforeEach|afterEach|setInterval|cron|setTimeout|setImmediate)$/;

/** Hooks of a schema or model, whatever names what they are for: it may be a regular expression. */
const HOOKS =
  /^(pre|post|plugin|(before|after)(Bulk)?(Create|Update|Save|Destroy|Restore|Upsert|Insert|Remove|Delete|Validate|Find))$/;

const IMMEDIATE =
  /^(map|forEach|filter|reduce|flatMap|find|some|every|then|catch|finally|\$transaction|transaction|run|startActiveSpan)$/;

/** Marks the callbacks that run at once, and names the others by what they are registered for. */
export function settleCallbacks(extraction: Extraction): void {
  const containing = containingCalls(extraction.calls);
  for (const fact of extraction.functions) {
    const { argumentOf } = fact;
    if (!argumentOf) continue;
    const registration = takesReply(extraction, fact)
      ? undefined
      : registrationOf(extraction.calls, containing, argumentOf.call);
    fact.inline = registration === undefined;
    if (registration && fact.name === '') fact.name = nameOfRegistration(registration);
  }
}

/** `client.get(key, (error, reply) => …)`: called once, with the result. Handlers of errors take more. */
function takesReply(extraction: Extraction, fact: MutableFunction): boolean {
  const [first, ...rest] = fact.parameters;
  const binding = first?.bindings[0];
  const name = binding === undefined ? undefined : extraction.bindings[binding]?.name;
  return name !== undefined && /^_?(er|err\w*)$/i.test(name) && rest.length === 1;
}

/** For each call that stands as an argument: the call it is an argument of. */
function containingCalls(calls: readonly CallFact[]): ReadonlyMap<CallIndex, CallIndex> {
  const containing = new Map<CallIndex, CallIndex>();
  calls.forEach((call, index) => {
    for (const argument of call.arguments) if (argument.kind === 'call') containing.set(argument.call, index);
  });
  return containing;
}

function registrationOf(
  calls: readonly CallFact[],
  containing: ReadonlyMap<CallIndex, CallIndex>,
  index: CallIndex,
): CallFact | undefined {
  const call = calls[index];
  if (!call) return undefined;
  const name = lastName(call.callee);
  if (isKeptTransaction(call, name)) return call;
  const outer = containing.get(index);
  if (IMMEDIATE.test(name) || isOnStream(call, name)) {
    // `router.get('/trucks', run(handler))`: a function of the project that happens to be called so makes a handler.
    const isOwn = call.callee.kind === 'name' && outer !== undefined;
    return isOwn ? registrationOf(calls, containing, outer) : undefined;
  }
  if (REGISTRATIONS.test(name) && isRegistering(call)) return call;
  if (HOOKS.test(name)) return call;
  const found = outer === undefined ? undefined : registrationOf(calls, containing, outer);
  // At module level a callback is hardly ever for now: handlers are declared there.
  return found ?? (call.function === 0 && outer === undefined && !isCalledFunction(call) ? call : undefined);
}

/**
 * `router.get('/path', …)`, but not `cache.get(key, load)` deep inside a function that serves, and not
 * `database.query('SELECT …', …)`.
 */
function isRegistering(call: CallFact): boolean {
  const [first] = call.arguments;
  if (beginsWithSql(first) || (lastName(call.callee) === 'query' && first?.kind !== 'text')) return false;
  return first !== undefined && SUBJECTS.has(first.kind);
}

/** What handlers are registered for: a name, several, a pattern of names, or options with a name among them. */
const SUBJECTS: ReadonlySet<Expression['kind']> = new Set([
  ...(['text', 'template', 'function', 'name', 'member', 'call', 'array', 'object', 'unknown'] as const),
]);

/** `stream.on('data', …)` in a function: it goes through what the stream gives, as a loop would. */
function isOnStream({ function: owner, arguments: [event] }: CallFact, name: string): boolean {
  return name === 'on' && owner !== 0 && event?.kind === 'text' && /^(data|end)$/.test(event.value);
}

/** `const save = database.transaction((rows) => …)` of a module: a function that others call, not a promise of its result. */
function isKeptTransaction({ function: owner, use }: CallFact, name: string): boolean {
  return name === 'transaction' && owner === 0 && use === 'value';
}

/** `(async () => { … })()`: the function is the callee, not an argument. */
function isCalledFunction(call: CallFact): boolean {
  return call.callee.kind === 'function';
}

/** `put /users/:id`, `on user.updated`. */
function nameOfRegistration(call: CallFact): string {
  const [first] = call.arguments;
  const isNamed = first?.kind === 'name' || first?.kind === 'member';
  const subject = first?.kind === 'text' ? ` ${first.value}` : isNamed ? ` ${first.name}` : '';
  return `${lastName(call.callee) || 'callback'}${subject}`;
}
