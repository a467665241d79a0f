/**
 * Nest's `CacheInterceptor`, on a route, a controller or the whole application. It keeps responses under the URL or
 * under what `@CacheKey` says. Guards run before it, so that being let in is checked each time; who one is, is not
 * part of the key. A subclass that decides about the key or about what is cached is taken to know what it does.
 */
import type { ClassFact, DecoratorFact, MethodFact, TextRange } from '../../facts/fileFacts.js';
import type { Evaluation } from '../evaluation/evaluation.js';
import type { Frame } from '../evaluation/frame.js';
import type { FunctionReference, Value } from '../evaluation/values.js';
import { append } from '../lists.js';
import { whoAsks } from './requestIdentity.js';
import type { PrivateRoute, ResponseCache } from './responseCaches.js';

const PACKAGES: ReadonlySet<string> = new Set(['@nestjs/cache-manager', '@nestjs/common']);
const INTERCEPTOR = 'CacheInterceptor';
/** The interceptor leaves other methods alone. */
const CACHED_METHODS: ReadonlySet<string> = new Set(['Get', 'All']);
const DECIDING: ReadonlySet<string> = new Set(['trackBy', 'isRequestCacheable', 'intercept']);
const MAXIMUM_HEIGHT = 5;

interface Registration {
  readonly file: string;
  readonly range: TextRange;
  readonly name: string;
}

/** A route whose responses the interceptor keeps. */
export interface CachedRoute {
  readonly registration: Registration;
  readonly frame: Frame;
  readonly owner: ClassFact;
  /** The handler. */
  readonly function: FunctionReference;
  readonly decorators: readonly DecoratorFact[];
}

export function nestResponseCaches(evaluation: Evaluation): readonly ResponseCache[] {
  const routes = new Map<Registration, PrivateRoute[]>();
  for (const { registration, function: handler } of cachedRoutes(evaluation)) {
    const identity = whoAsks(evaluation, handler);
    if (identity === undefined) continue;
    append(routes, registration, { function: handler, identity });
  }
  return [...routes].map(([registration, found]) => ({ ...registration, routes: found }));
}

/** Every route whose responses are kept under its URL or a name. */
export function cachedRoutes(evaluation: Evaluation): readonly CachedRoute[] {
  const everywhere = globalRegistration(evaluation);
  return evaluation.files.flatMap((file) => {
    const frame = evaluation.moduleFrame(file);
    return (frame?.facts.classes ?? []).flatMap((fact) => {
      if (!frame || !fact.decorators.some(({ name }) => name === 'Controller')) return [];
      const ofClass = registrationIn(evaluation, frame, fact.decorators) ?? everywhere;
      return fact.methods.flatMap((method) => cachedRoute(evaluation, frame, fact, method, ofClass) ?? []);
    });
  });
}

/** Whether the application caches the responses of controllers that say nothing of it themselves. */
export function cachesEveryResponse(evaluation: Evaluation): boolean {
  return globalRegistration(evaluation) !== undefined;
}

function cachedRoute(
  evaluation: Evaluation,
  frame: Frame,
  owner: ClassFact,
  method: MethodFact,
  ofClass: Registration | undefined,
): CachedRoute | undefined {
  const decorators = frame.facts.functions[method.function]?.decorators ?? [];
  if (!decorators.some(({ name }) => CACHED_METHODS.has(name))) return undefined;
  if ([...decorators, ...owner.decorators].some((decorator) => computesKey(evaluation, frame, decorator)))
    return undefined;
  const registration = registrationIn(evaluation, frame, decorators) ?? ofClass;
  const reference = { file: frame.file, index: method.function };
  return registration && { registration, frame, owner, function: reference, decorators };
}

/** `@CacheKey((context) => …)` */
function computesKey(
  evaluation: Evaluation,
  frame: Frame,
  { name, arguments: [key] }: DecoratorFact,
): boolean {
  if (name !== 'CacheKey' || !key) return false;
  const value = evaluation.evaluate(frame, key);
  return value.kind !== 'constant' && value.kind !== 'text' && value.kind !== 'environment';
}

function registrationIn(
  evaluation: Evaluation,
  frame: Frame,
  decorators: readonly DecoratorFact[],
): Registration | undefined {
  for (const { name, arguments: given, range } of decorators) {
    if (name !== 'UseInterceptors') continue;
    for (const argument of given) {
      const interceptor = interceptorName(evaluation, evaluation.evaluate(frame, argument));
      if (interceptor !== undefined) return { file: frame.file, range, name: interceptor };
    }
  }
  return undefined;
}

/** `app.useGlobalInterceptors(…)` or a provider of `APP_INTERCEPTOR`. */
function globalRegistration(evaluation: Evaluation): Registration | undefined {
  for (const file of evaluation.files) {
    const frame = evaluation.moduleFrame(file);
    const found = frame && (registeredByCall(evaluation, frame) ?? registeredByProvider(evaluation, frame));
    if (found) return found;
  }
  return undefined;
}

function registeredByCall(evaluation: Evaluation, { file, facts }: Frame): Registration | undefined {
  for (const [index, call] of facts.calls.entries()) {
    if (call.callee.kind !== 'member' || call.callee.name !== 'useGlobalInterceptors') continue;
    const frame = evaluation.symbolicFrame({ file, index: call.function });
    const given = frame ? evaluation.argumentsOf(frame, index) : [];
    const name = given
      .map((value) => interceptorName(evaluation, value))
      .find((found) => found !== undefined);
    if (name !== undefined) return { file, range: call.nameRange, name };
  }
  return undefined;
}

function registeredByProvider(evaluation: Evaluation, frame: Frame): Registration | undefined {
  for (const { decorators } of frame.facts.classes) {
    for (const {
      name,
      arguments: [metadata],
      range,
    } of decorators) {
      if (name !== 'Module' || metadata?.kind !== 'object') continue;
      const providers = evaluation.evaluate(frame, metadata);
      const list = providers.kind === 'record' ? providers.fields.get('providers') : undefined;
      const interceptor = list?.kind === 'array' ? providedInterceptor(evaluation, list.items) : undefined;
      if (interceptor !== undefined) return { file: frame.file, range, name: interceptor };
    }
  }
  return undefined;
}

function providedInterceptor(evaluation: Evaluation, providers: readonly Value[]): string | undefined {
  for (const provider of providers) {
    if (provider.kind !== 'record') continue;
    const token = provider.fields.get('provide');
    if (token?.kind !== 'external' || token.path.at(-1) !== 'APP_INTERCEPTOR') continue;
    const given = provider.fields.get('useClass') ?? provider.fields.get('useExisting');
    const name = given && interceptorName(evaluation, given);
    if (name !== undefined) return name;
  }
  return undefined;
}

/** The name of an interceptor that caches under the URL; undefined for anything else. */
function interceptorName(evaluation: Evaluation, value: Value, height = 0): string | undefined {
  if (value.kind === 'external' || value.kind === 'constructed') {
    return PACKAGES.has(value.module) && value.path.at(-1) === INTERCEPTOR ? INTERCEPTOR : undefined;
  }
  if ((value.kind !== 'class' && value.kind !== 'instance') || height > MAXIMUM_HEIGHT) return undefined;
  const fact = evaluation.factsOf(value.file)?.classes[value.index];
  if (!fact?.extends || fact.methods.some(({ name }) => DECIDING.has(name))) return undefined;
  const base = interceptorName(evaluation, evaluation.evaluate(value.frame, fact.extends), height + 1);
  return base === undefined ? undefined : fact.name;
}
