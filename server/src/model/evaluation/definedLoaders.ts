/**
 * Which loaders does a cache call by their names? `cache.define('user', { ttl: 60 }, load)`, and `cache.user(id)`. In: the cache. Out:
 * its loaders, each a cache of its own whose results are kept as long as its options say; one that keeps nothing is the loader.
 */
import type { CallFact, CallIndex, FileFacts } from '../../facts/fileFacts.js';
import { defaultTtlOf } from '../commands/clientOptions.js';
import { OncePerFile } from '../oncePerFile.js';
import type { Evaluation } from './evaluation.js';
import type { CacheClient, Value } from './values.js';

type Method = Extract<Value, { kind: 'cacheMethod' }>;

export interface DefinedLoader {
  readonly name: string;
  readonly load: Value;
  /** Undefined where nothing is kept. */
  readonly method?: Method;
}

export class DefinedLoaders {
  private readonly definitions = new OncePerFile(definitionsIn);

  of(evaluation: Evaluation, client: CacheClient): readonly DefinedLoader[] {
    const { origin, library } = client;
    if (!origin || library.definesLoaders === undefined) return [];
    return evaluation.files.flatMap((file) => {
      const facts = evaluation.factsOf(file);
      return (facts ? this.definitions.of(facts) : []).flatMap(([call, fact]) => {
        const frame = evaluation.symbolicFrame({ file, index: fact.function });
        const object =
          fact.callee.kind === 'member' && frame && evaluation.evaluate(frame, fact.callee.object);
        if (!frame || !object || object.kind !== 'cache') return [];
        const other = object.client.origin;
        if (other?.file !== origin.file || other.call !== origin.call) return [];
        return loaderOf(client, evaluation.argumentsOf(frame, call), { file, call }) ?? [];
      });
    });
  }
}

function definitionsIn({ calls }: FileFacts): readonly (readonly [CallIndex, CallFact])[] {
  return [...calls.entries()].filter(
    ([
      ,
      {
        callee,
        arguments: [name],
      },
    ]) => {
      return callee.kind === 'member' && callee.name === 'define' && name?.kind === 'text';
    },
  );
}

function loaderOf(
  client: CacheClient,
  [name, ...given]: readonly Value[],
  origin: { readonly file: string; readonly call: number },
): DefinedLoader | undefined {
  const load = given.findLast(({ kind }) => kind === 'function');
  if (name?.kind !== 'constant' || !load) return undefined;
  const { library, major, defaultTtl } = client;
  const options = given.find(({ kind }) => kind === 'record');
  const life = defaultTtlOf(library, major, options) ?? defaultTtl;
  const isKept = life !== undefined && life !== 0;
  const kept: CacheClient = { ...client, memoized: load, origin, ...(isKept && { defaultTtl: life }) };
  return {
    name: String(name.value),
    load,
    ...(isKept && { method: { kind: 'cacheMethod', client: kept, name: library.definesLoaders ?? '' } }),
  };
}
