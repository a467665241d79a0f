/**
 * What is called with a key to delete it. In: the keys of one pattern and the place of a call. Out: how a method of their
 * client, or a function that only hands the key on, is called there; undefined where neither is within reach.
 */
import { lastName } from '../../facts/expressionNames.js';
import type { ParameterFact } from '../../facts/fileFacts.js';
import type { CacheEffect } from '../calls/effect.js';
import type { Effects } from '../calls/effects.js';
import type { Evaluation } from '../evaluation/evaluation.js';
import { type Reached, reach, type Sought, soughtFunction } from '../evaluation/reach.js';
import { type CacheClient, type FunctionReference, isParameter, type Value } from '../evaluation/values.js';
import { type CallPlace, placeOfCall } from '../evaluation/wording.js';
import type { KeyGroup } from '../keys/keyGroups.js';
import type { KeyUse } from '../keys/keyUses.js';
import { isTestFile } from '../testFiles.js';

type DirectUse = Pick<KeyUse, 'effect' | 'function'>;

export interface KeyDeletion extends Reached {
  /** It is given a list of keys. */
  readonly takesList?: true;
}

export class KeyDeletions {
  constructor(
    private readonly evaluation: Evaluation,
    private readonly effects: Effects,
    /** Every call of a cache library. */
    private readonly operations: () => readonly DirectUse[],
  ) {}

  of(group: KeyGroup, place: CallPlace): KeyDeletion | undefined {
    const uses = [...group.invalidations, ...group.writes, ...group.reads].map(({ effect }) => effect);
    const direct = uses.filter(({ chain }) => chain.length === 1);
    const through = uses.filter(({ chain }) => chain.length > 1);
    return this.byClient(direct, place) ?? this.byFunction(uses, place) ?? this.byClient(through, place);
  }

  private byClient(uses: readonly CacheEffect[], place: CallPlace): Reached | undefined {
    for (const effect of uses) {
      const { client, site } = effect;
      const method = deleteOf(effect);
      if (
        method === undefined ||
        client.batch ||
        (client.prefix && !client.origin) ||
        client.library.unnamed ||
        isTestFile(site.file)
      )
        continue;
      const reached = reach(this.evaluation, place, this.soughtClient(effect));
      if (reached) return { ...reached, text: `${reached.text}.${method}` };
    }
    return undefined;
  }

  /** A function that is given nothing but the key. */
  private byFunction(uses: readonly CacheEffect[], place: CallPlace): KeyDeletion | undefined {
    const clients = uses.map(({ client }) => client);
    for (const { effect, function: reference } of this.handedKeys()) {
      const isOfThem = clients.some((client) => isSameClient(client, effect.client));
      if (!isOfThem || isTestFile(reference.file)) continue;
      const reached = reach(this.evaluation, place, soughtFunction(this.evaluation, reference));
      if (reached)
        return takesList(this.keysOf(reference), effect.key) ? { ...reached, takesList: true } : reached;
    }
    return undefined;
  }

  private handedKeys(): readonly DirectUse[] {
    return this.operations().filter(
      ({ effect: { form, key }, function: reference }) =>
        form.operation === 'invalidate' &&
        this.isHandedOn(key, reference) &&
        this.evaluation
          .factsOf(reference.file)
          ?.functions[reference.index]?.parameters.slice(1)
          .every(({ optional }) => optional) === true &&
        this.effects.of(reference).length === 1,
    );
  }

  /** `key`, each of `...keys`, or `Array.isArray(keys) ? keys : [keys]` */
  private isHandedOn(key: Value, reference: FunctionReference): boolean {
    const forms = formsOf(key);
    if (forms.length > 0) return forms.every((form) => this.isHandedOn(form, reference));
    return isParameter(key, reference, 0) && key.path.every((name) => name === '*');
  }

  private keysOf({ file, index }: FunctionReference): ParameterFact | undefined {
    return this.evaluation.factsOf(file)?.functions[index]?.parameters[0];
  }

  /** The client of an operation, and what it is called where it is a member of something: `keyv` of `client.keyv.get`. */
  private soughtClient({ client, site }: CacheEffect): Sought {
    const callee = placeOfCall(this.evaluation, site)?.fact.callee;
    const object = callee?.kind === 'member' ? callee.object : undefined;
    return {
      file: client.origin?.file ?? site.file,
      isIt: (value) => someClient(value, (one) => isSameClient(one, client)),
      ...(object?.kind === 'member' && {
        member: { name: object.name, hidden: false, of: lastName(object.object) },
      }),
    };
  }
}

function formsOf(key: Value): readonly Value[] {
  return key.kind === 'either' ? key.values : key.kind === 'array' ? key.items : [];
}

/** `(keys: string[]) => redis.del(keys)`, `(keys) => redis.del(...keys)` */
function takesList(parameter: ParameterFact | undefined, key: Value): boolean {
  if (!parameter || parameter.rest || formsOf(key).length > 0) return false;
  const { type } = parameter;
  if (type?.kind === 'array') return true;
  if (type) return type.kind === 'named' && /^(Readonly)?Array$/.test(type.name);
  return key.kind === 'parameter' && key.path.length > 0;
}

/** One of several that the code chooses from is the one that is used. */
function someClient(value: Value, isIt: (client: CacheClient) => boolean): boolean {
  if (value.kind === 'either') return value.values.some((one) => someClient(one, isIt));
  return value.kind === 'cache' && isIt(value.client);
}

/** The method that deletes a key by itself: the one that was called, or that of the library. */
function deleteOf({ client, command, form, chain, script }: CacheEffect): string | undefined {
  const isDirect = chain.length === 1 && !script && form.operation === 'invalidate';
  const names = isDirect ? [command, 'del', 'delete'] : ['del', 'delete'];
  return names.find((name) => {
    const found = client.library.command(name, client.major);
    return found?.operation === 'invalidate' && (found.key === 0 || found.key === 'all');
  });
}

/** Clients that are injected have no origin, and are one; those of one origin put the same before their keys. */
function isSameClient(a: CacheClient, b: CacheClient): boolean {
  const isOfOneCall = a.origin?.file === b.origin?.file && a.origin?.call === b.origin?.call;
  return isOfOneCall && a.library === b.library && !a.batch && (a.origin !== undefined || !a.prefix);
}
