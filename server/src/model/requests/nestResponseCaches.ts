/**
 * Nest's `CacheInterceptor` and interceptors of the code that do the like, on a route, a controller or the whole
 * application. They keep responses under the URL or under what `@CacheKey` says. Guards run before it, so that being let in is checked each time; who one is, is not
 * part of the key. A subclass that decides about the key or about what is cached is taken to know what it does.
 */
import type { ClassFact, DecoratorFact, MethodFact, TextRange } from '../../facts/fileFacts.js';
import type { Evaluation } from '../evaluation/evaluation.js';
import type { Frame } from '../evaluation/frame.js';
import { type FunctionReference, functionKey, type Value } from '../evaluation/values.js';
import type { KeyUse } from '../keys/keyUses.js';
import { append } from '../lists.js';
import { whoAsks } from './requestIdentity.js';
import type { PrivateRoute, ResponseCache } from './responseCaches.js';
import { keepersByUrl } from './responseKeepers.js';

const PACKAGES: ReadonlySet<string> = new Set(['@nestjs/cache-manager', '@nestjs/common']);
const INTERCEPTOR = 'CacheInterceptor';
/** The interceptor leaves other methods alone. */
const CACHED_METHODS: ReadonlySet<string> = new Set(['Get', 'All']);
/** Of these it only keeps what is given a name by `@CacheKey`. */
export const CHANGING: ReadonlySet<string> = new Set(['Post', 'Put', 'Patch', 'Delete']);
const DECIDING: ReadonlySet<string> = new Set(['trackBy', 'isRequestCacheable', 'intercept']);
const MAXIMUM_HEIGHT = 5;

interface Registration {
  readonly file: string;
  readonly range: TextRange;
  readonly name: string;
  /** The method that keeps the responses, of an interceptor of the code. */
  readonly keeper?: FunctionReference;
}

/** What interceptor a value is: its name, and the method of the code that keeps responses. */
type Interceptor = Pick<Registration, 'name' | 'keeper'>;

/** Methods of the code that keep responses under the URL, by their keys. */
type Keepers = ReadonlySet<string>;
const NESTS_OWN: Keepers = new Set();

/** A route whose responses the interceptor keeps. */
export interface CachedRoute {
  readonly registration: Registration;
  readonly frame: Frame;
  readonly owner: ClassFact;
  /** The handler. */
  readonly function: FunctionReference;
  readonly decorators: readonly DecoratorFact[];
}

export function nestResponseCaches(
  evaluation: Evaluation,
  uses: readonly KeyUse[],
): readonly ResponseCache[] {
  const routes = new Map<Registration, PrivateRoute[]>();
  const keepers = keepersByUrl(evaluation, uses);
  for (const { registration, function: handler } of routesBehind(evaluation, keepers)) {
    const identity = whoAsks(evaluation, handler);
    if (identity === undefined) continue;
    append(routes, registration, { function: handler, identity });
  }
  return [...routes].map(([registration, found]) => ({ ...registration, routes: found }));
}

/** Every route whose responses Nest's own interceptor keeps under its URL or a name. */
export function cachedRoutes(evaluation: Evaluation): readonly CachedRoute[] {
  return routesBehind(evaluation, NESTS_OWN);
}

/** The same with those that change something: where a name is given, the interceptor does not ask for the method. */
export function cachedOrNamedRoutes(evaluation: Evaluation): readonly CachedRoute[] {
  return routesBehind(evaluation, NESTS_OWN, true);
}

function routesBehind(evaluation: Evaluation, keepers: Keepers, takesNamed = false): readonly CachedRoute[] {
  const search = new RegistrationSearch(evaluation, keepers);
  const everywhere = search.everywhere();
  return evaluation.files.flatMap((file) => {
    const frame = evaluation.moduleFrame(file);
    return (frame?.facts.classes ?? []).flatMap((fact) => {
      if (!frame || !fact.decorators.some(({ name }) => name === 'Controller')) return [];
      const ofClass = search.in(frame, fact.decorators) ?? everywhere;
      return fact.methods.flatMap(
        (method) => cachedRoute(search, frame, fact, method, ofClass, takesNamed) ?? [],
      );
    });
  });
}

/** Whether the application caches the responses of controllers that say nothing of it themselves. */
export function cachesEveryResponse(evaluation: Evaluation, uses: readonly KeyUse[]): boolean {
  return new RegistrationSearch(evaluation, keepersByUrl(evaluation, uses)).everywhere() !== undefined;
}

function cachedRoute(
  search: RegistrationSearch,
  frame: Frame,
  owner: ClassFact,
  method: MethodFact,
  ofClass: Registration | undefined,
  takesNamed: boolean,
): CachedRoute | undefined {
  const decorators = frame.facts.functions[method.function]?.decorators ?? [];
  const isNamed = takesNamed && decorators.some(({ name }) => name === 'CacheKey');
  if (!decorators.some(({ name }) => CACHED_METHODS.has(name) || (isNamed && CHANGING.has(name)))) {
    return undefined;
  }
  if (
    [...decorators, ...owner.decorators].some((decorator) => computesKey(search.evaluation, frame, decorator))
  )
    return undefined;
  const registration = search.in(frame, decorators) ?? ofClass;
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

/** Where an interceptor that keeps responses is put before handlers. */
class RegistrationSearch {
  constructor(
    readonly evaluation: Evaluation,
    private readonly keepers: Keepers,
  ) {}

  /** `@UseInterceptors(CacheInterceptor)` */
  in(frame: Frame, decorators: readonly DecoratorFact[]): Registration | undefined {
    for (const { name, arguments: given, range } of decorators) {
      if (name !== 'UseInterceptors') continue;
      for (const argument of given) {
        const interceptor = this.interceptorIn(this.evaluation.evaluate(frame, argument));
        if (interceptor) return { file: frame.file, range, ...interceptor };
      }
    }
    return undefined;
  }

  /** `app.useGlobalInterceptors(…)` or a provider of `APP_INTERCEPTOR`. */
  everywhere(): Registration | undefined {
    for (const file of this.evaluation.files) {
      const frame = this.evaluation.moduleFrame(file);
      const found = frame && (this.registeredByCall(frame) ?? this.registeredByProvider(frame));
      if (found) return found;
    }
    return undefined;
  }

  private registeredByCall({ file, facts }: Frame): Registration | undefined {
    for (const [index, call] of facts.calls.entries()) {
      if (call.callee.kind !== 'member' || call.callee.name !== 'useGlobalInterceptors') continue;
      const frame = this.evaluation.symbolicFrame({ file, index: call.function });
      const given = frame ? this.evaluation.argumentsOf(frame, index) : [];
      const interceptor = given.map((value) => this.interceptorIn(value)).find((found) => found);
      if (interceptor) return { file, range: call.nameRange, ...interceptor };
    }
    return undefined;
  }

  private registeredByProvider(frame: Frame): Registration | undefined {
    for (const { decorators } of frame.facts.classes) {
      for (const {
        name,
        arguments: [metadata],
        range,
      } of decorators) {
        if (name !== 'Module' || metadata?.kind !== 'object') continue;
        const providers = this.evaluation.evaluate(frame, metadata);
        const list = providers.kind === 'record' ? providers.fields.get('providers') : undefined;
        const interceptor = list?.kind === 'array' ? this.provided(list.items) : undefined;
        if (interceptor) return { file: frame.file, range, ...interceptor };
      }
    }
    return undefined;
  }

  private provided(providers: readonly Value[]): Interceptor | undefined {
    for (const provider of providers) {
      if (provider.kind !== 'record') continue;
      const token = provider.fields.get('provide');
      if (token?.kind !== 'external' || token.path.at(-1) !== 'APP_INTERCEPTOR') continue;
      const given = provider.fields.get('useClass') ?? provider.fields.get('useExisting');
      const interceptor = given && this.interceptorIn(given);
      if (interceptor) return interceptor;
    }
    return undefined;
  }

  /** An interceptor that caches under the URL; undefined for anything else. */
  private interceptorIn(value: Value, height = 0): Interceptor | undefined {
    if (value.kind === 'external' || value.kind === 'constructed') {
      const isNests = PACKAGES.has(value.module) && value.path.at(-1) === INTERCEPTOR;
      return isNests ? { name: INTERCEPTOR } : undefined;
    }
    if ((value.kind !== 'class' && value.kind !== 'instance') || height > MAXIMUM_HEIGHT) return undefined;
    const fact = this.evaluation.factsOf(value.file)?.classes[value.index];
    const keeper = fact && this.keeperOf(value.file, fact);
    if (fact && keeper) return { name: fact.name, keeper };
    if (!fact?.extends || fact.methods.some(({ name }) => DECIDING.has(name))) return undefined;
    const base = this.interceptorIn(this.evaluation.evaluate(value.frame, fact.extends), height + 1);
    return base && { ...base, name: fact.name };
  }

  /** `intercept` of a class that keeps what the handlers answer with. */
  private keeperOf(file: string, { methods }: ClassFact): FunctionReference | undefined {
    const method = methods.find(({ name }) => name === 'intercept');
    const reference = method && { file, index: method.function };
    return reference && this.keepers.has(functionKey(reference)) ? reference : undefined;
  }
}
