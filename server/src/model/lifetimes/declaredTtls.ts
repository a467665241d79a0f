/**
 * TTLs that are declared once for many entries: the options a client is built with, those of the cache module of
 * Nest, and its `@CacheTTL`. In: every call and decorator. Out: what is given, and the unit it is read in.
 */
import type { DecoratorFact, Expression, TextRange } from '../../facts/fileFacts.js';
import { CACHE_LIBRARIES } from '../../libraries/caches/allCaches.js';
import type { CacheLibrary, TtlUnit } from '../../libraries/library.js';
import { factorsOf, makerOf, nameOfExpression } from '../calls/callFlow.js';
import type { Evaluation } from '../evaluation/evaluation.js';
import type { Frame } from '../evaluation/frame.js';
import type { Value } from '../evaluation/values.js';

export interface DeclaredTtl {
  readonly file: string;
  /** The name of what is called: `NodeCache`, `register`, `CacheTTL`. */
  readonly range: TextRange;
  readonly value: Value;
  readonly unit: TtlUnit;
  /** It is no copy that lives so long: a limit, a session. */
  readonly isState: boolean;
  readonly name?: string;
  readonly factors: readonly number[];
  readonly maker?: string;
}

export function collectDeclaredTtls(evaluation: Evaluation): readonly DeclaredTtl[] {
  return evaluation.files.flatMap((file) => {
    const facts = evaluation.factsOf(file);
    if (!facts) return [];
    const decorated = [
      ...facts.functions.flatMap((fact) => fact.decorators),
      ...facts.classes.flatMap((fact) => fact.decorators),
    ];
    const frame = evaluation.moduleFrame(file);
    return [
      ...(frame ? decorated.flatMap((decorator) => ofDecorator(evaluation, frame, decorator)) : []),
      ...facts.functions.flatMap((fact, index) => {
        if (fact.calls.length === 0) return [];
        const owner = evaluation.symbolicFrame({ file, index });
        return owner ? fact.calls.flatMap((call) => ofCall(evaluation, owner, call)) : [];
      }),
    ];
  });
}

const NEST: ReadonlySet<string> = new Set(['@nestjs/cache-manager', '@nestjs/common']);

function ofDecorator(evaluation: Evaluation, frame: Frame, decorator: DecoratorFact): readonly DeclaredTtl[] {
  const [given] = decorator.arguments;
  const module = frame.facts.bindings[decorator.binding]?.import?.module;
  if (decorator.name !== 'CacheTTL' || !given || module === undefined || !NEST.has(module)) return [];
  const client = cacheManagerFor(evaluation, frame.file);
  const unit = client && Object.values(client.library.defaultTtl?.(client.major) ?? {})[0];
  return unit ? declared(evaluation, frame, decorator.range, given, client.library, unit) : [];
}

function ofCall(evaluation: Evaluation, frame: Frame, index: number): readonly DeclaredTtl[] {
  const call = frame.facts.calls[index];
  const written = call?.arguments.find((argument) => argument.kind === 'object');
  if (!call || !written) return [];
  const register = moduleMethod(frame, call.callee);
  const client = register ? cacheManagerFor(evaluation, frame.file) : builtClient(evaluation, frame, index);
  const options: Options | undefined =
    register === 'registerAsync' ? madeOptions(evaluation, frame, written) : [frame, written];
  const besides = call.arguments.filter((argument) => argument !== written);
  return client && options ? ofOptions(evaluation, call.nameRange, options, client, besides) : [];
}

type Options = readonly [frame: Frame, written: Expression];

function ofOptions(
  evaluation: Evaluation,
  range: TextRange,
  [frame, written]: Options,
  { library, major }: LibraryVersion,
  besides: readonly Expression[],
): readonly DeclaredTtl[] {
  if (written.kind !== 'object') return [];
  const stores = written.properties.flatMap(({ name, value }) => (name === 'store' ? [value] : []));
  if (isLeftToStore(evaluation, frame, [...besides, ...stores], library, major)) return [];
  const units = library.defaultTtl?.(major) ?? {};
  return written.properties.flatMap(({ name, value }) => {
    const unit = Object.hasOwn(units, name) ? units[name] : undefined;
    return unit ? declared(evaluation, frame, range, value, library, unit) : [];
  });
}

/** `CacheModule.register({ … })` of Nest. */
function moduleMethod(frame: Frame, callee: Expression): 'register' | 'registerAsync' | undefined {
  if (callee.kind !== 'member' || callee.object.kind !== 'name') return undefined;
  const module = frame.facts.bindings[callee.object.binding]?.import?.module;
  if (callee.object.name !== 'CacheModule' || module === undefined || !NEST.has(module)) return undefined;
  return callee.name === 'register' || callee.name === 'registerAsync' ? callee.name : undefined;
}

/** What `useFactory` gives, where it is written out there. */
function madeOptions(evaluation: Evaluation, frame: Frame, written: Expression): Options | undefined {
  const properties = written.kind === 'object' ? written.properties : [];
  const factory = properties.find(({ name }) => name === 'useFactory')?.value;
  const index = factory?.kind === 'function' ? factory.function : undefined;
  const inside = index === undefined ? undefined : evaluation.symbolicFrame({ file: frame.file, index });
  const [given, ...others] = inside?.fact.returns ?? [];
  return inside && given?.value && others.length === 0 ? [inside, given.value] : undefined;
}

/** A store that reads the options itself, in a unit of its own. */
function isLeftToStore(
  evaluation: Evaluation,
  frame: Frame,
  stores: readonly Expression[],
  { storesInSeconds }: CacheLibrary,
  major: number,
): boolean {
  const isAskedFor = storesInSeconds?.(major).some((name) =>
    evaluation.linker.versionRange(frame.file, name),
  );
  return isAskedFor === true && stores.some((store) => evaluation.evaluate(frame, store).kind !== 'constant');
}

interface LibraryVersion {
  readonly library: CacheLibrary;
  readonly major: number;
}

/** cache-manager as Nest uses it in a package: its version decides the unit. */
function cacheManagerFor(evaluation: Evaluation, file: string): LibraryVersion | undefined {
  const library = CACHE_LIBRARIES.find((candidate) => candidate.tokens?.includes('CACHE_MANAGER'));
  const major = evaluation.linker.majorOf(file, 'cache-manager');
  return library && major !== undefined ? { library, major } : undefined;
}

/** Only what is imported is looked at closely: evaluating every call of a workspace takes too long. */
function builtClient(evaluation: Evaluation, frame: Frame, index: number): LibraryVersion | undefined {
  const callee = frame.facts.calls[index]?.callee;
  const root = callee?.kind === 'member' ? callee.object : callee;
  if (!callee || root?.kind !== 'name' || !frame.facts.bindings[root.binding]) return undefined;
  if (evaluation.evaluate(frame, callee).kind !== 'external') return undefined;
  const value = evaluation.evaluate(frame, { kind: 'call', call: index });
  return value.kind === 'cache' || value.kind === 'cacheMethod' ? value.client : undefined;
}

function declared(
  evaluation: Evaluation,
  frame: Frame,
  range: TextRange,
  given: Expression,
  library: CacheLibrary,
  unit: TtlUnit,
): readonly DeclaredTtl[] {
  const name = nameOfExpression(given);
  const maker = makerOf(frame.facts, given);
  return [
    {
      file: frame.file,
      range,
      value: evaluation.evaluate(frame, given),
      unit,
      isState: library.state === true,
      factors: factorsOf(frame.facts, given),
      ...(name !== undefined && { name }),
      ...(maker !== undefined && { maker }),
    },
  ];
}
