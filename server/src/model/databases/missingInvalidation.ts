/**
 * Which call, made behind a database write, deletes the copy that the write leaves. In: what is missing and where. Out:
 * a call of a function that deletes it already, or a delete of the key that a key builder gives or the code writes out,
 * with what varies bound from the write. Undefined unless everything can be said there.
 */
import { toGlob } from '../../../../shared/src/keyPattern.js';
import type { BindingIndex, CallUse, FunctionFact } from '../../facts/fileFacts.js';
import type { CacheOperation } from '../../libraries/library.js';
import { calledName } from '../calls/callOrder.js';
import type { Effect } from '../calls/effect.js';
import type { Effects } from '../calls/effects.js';
import { outermostSite, type Site } from '../calls/sites.js';
import { givesPromise } from '../commands/commands.js';
import type { Evaluation } from '../evaluation/evaluation.js';
import { type Reached, reach, type Sought, soughtFunction } from '../evaluation/reach.js';
import {
  type FunctionReference,
  functionKey,
  functionsIn,
  isParameter,
  UNKNOWN,
  type Value,
} from '../evaluation/values.js';
import { type CallPlace, placeOfCall, type Wording, type WordingPart } from '../evaluation/wording.js';
import { columnsOfKey, globOfKey, holesOfKey } from '../keys/keyColumns.js';
import type { KeyGroup } from '../keys/keyGroups.js';
import type { KeyUse } from '../keys/keyUses.js';
import { isTestFile } from '../testFiles.js';
import type { WritePlace } from './callerSearch.js';
import type { KeyDeletion, KeyDeletions } from './keyDeletions.js';
import type { UnmetObligation } from './obligations.js';
import { transactionAround } from './transactions.js';
import { type Asked, constantOf, namedKey, writtenKey } from './writtenKeys.js';
import { WrittenRow } from './writtenRow.js';

export interface MissingCall {
  /** It belongs behind the statement of this call. */
  readonly behind: Site;
  /** The write is over when it returns. */
  readonly synchronous: boolean;
  /** The delete is to be waited for. */
  readonly waits: boolean;
  /** The function that deletes, or the builder of the key: `invalidateUser`. */
  readonly name: string;
  /** The function needs nothing but what tells the row. */
  readonly isInvalidator?: true;
  /** `invalidateUser(id)` */
  readonly parts: readonly WordingPart[];
  readonly imports: readonly NonNullable<Reached['import']>[];
}

type WrittenCall = Omit<MissingCall, 'behind' | 'synchronous'> & Pick<Wording, 'bindings'>;

export class MissingInvalidations {
  constructor(
    private readonly evaluation: Evaluation,
    private readonly effects: Effects,
    private readonly deletions: KeyDeletions,
  ) {}

  callFor({ write, group }: UnmetObligation, { site }: WritePlace): MissingCall | undefined {
    const row = WrittenRow.at(this.evaluation, this.effects, write, site);
    const columns = row && columnsOfKey(this.evaluation, group, row.entity);
    if (!row || !columns) return undefined;
    const glob = toGlob(group.pattern);
    const prefix = prefixOf(group);
    if (prefix === undefined || !glob.startsWith(prefix)) return undefined;
    const asked = { row, columns, glob, prefix };
    const found =
      this.byInvalidator(group, asked) ??
      this.byBuilder(group, asked) ??
      this.byConstant(group, asked) ??
      this.byText(group, asked);
    const behind = found && this.placeFor(site, found);
    if (!found || !behind) return undefined;
    const { bindings: _bindings, ...call } = found;
    return { ...call, behind, synchronous: write.effect.call.library.synchronous === true };
  }

  /** Behind the transaction, and behind all of several writes where the call is the same for each. */
  private placeFor(site: Site, { bindings }: WrittenCall): Site | undefined {
    const own = transactionAround(this.evaluation, site)?.end ?? site;
    const places = [this.mappingAround(own), own];
    return places.find((place) => {
      const at = place && placeOfCall(this.evaluation, place);
      return at && bindings.every((binding) => isKnownAt(at, binding));
    });
  }

  /** `rows.map((row) => write(row))`, of the write in it. */
  private mappingAround({ file, call }: Site): Site | undefined {
    const facts = this.evaluation.factsOf(file);
    const owner = facts?.functions[facts.calls[call]?.function ?? 0];
    const around = owner?.inline ? owner.argumentOf?.call : undefined;
    const isMapping = facts && around !== undefined && calledName(facts, around) === 'map';
    return isMapping ? { file, call: around } : undefined;
  }

  /** A function that does nothing but delete. */
  private byInvalidator(group: KeyGroup, asked: Asked): WrittenCall | undefined {
    const seen = new Set<string>();
    for (const use of group.invalidations) {
      const key = functionKey(use.function);
      if (seen.has(key)) continue;
      seen.add(key);
      const given = this.onlyDeletes(use)
        ? this.argumentsOf(use.function, keyAmong(use.effect.key, asked.glob), asked)
        : undefined;
      const reached = given && this.reach(asked, soughtFunction(this.evaluation, use.function));
      if (!reached || !given) continue;
      return {
        waits: isWaitedFor(group),
        name: reached.text,
        isInvalidator: true,
        parts: [`${reached.text}(`, ...given.parts, ')'],
        bindings: [...given.bindings, ...bindingsOf(reached)],
        imports: importsOf(reached),
      };
    }
    return undefined;
  }

  /** Handlers of events and hooks are called by others. */
  private isCalledByName({ function: reference }: KeyUse): boolean {
    const fact = this.factOf(reference);
    return reference.index > 0 && /^[\w.$]+$/.test(fact?.name ?? '') && fact?.decorators.length === 0;
  }

  private onlyDeletes({ function: reference, effect }: KeyUse): boolean {
    const fact = this.factOf(reference);
    if (!fact || reference.index === 0 || isTestFile(reference.file) || effect.hooked) return false;
    const isSure = effect.branches.every((step) => step.afterExit || step.arm === 'loop');
    const own = this.effects.of(reference);
    const isPlain = own.every((one) => one.kind === 'cache' && DELETES.has(one.operation));
    return isSure && isPlain && (NAMES_CACHE.test(fact.name) || this.isAccountedFor(own));
  }

  /** Whether every call of the functions on the way is one to the cache, or one whose result is used. */
  private isAccountedFor(own: readonly Effect[]): boolean {
    const sites = own.flatMap(({ chain }) => chain);
    return sites.every(({ file, call }) => {
      const facts = this.evaluation.factsOf(file);
      const owner = facts?.functions[facts.calls[call]?.function ?? 0];
      return owner?.calls.every(
        (index) =>
          facts?.calls[index]?.use === 'value' ||
          sites.some((site) => site.file === file && site.call === index),
      );
    });
  }

  /** A delete of the key that a builder gives. */
  private byBuilder(group: KeyGroup, asked: Asked): WrittenCall | undefined {
    const bare = { ...asked, glob: asked.glob.slice(asked.prefix.length) };
    for (const reference of this.buildersOf(group, bare.glob)) {
      const given = this.argumentsOf(reference, this.keyBuiltBy(reference), bare);
      const builder = given && this.reach(asked, soughtFunction(this.evaluation, reference));
      const deletion = builder && this.deletionOf(group, asked);
      if (!given || !builder || !deletion) continue;
      return {
        waits: isWaitedFor(group),
        name: builder.text,
        parts: deleting(deletion, [`${builder.text}(`, ...given.parts, ')']),
        bindings: [...given.bindings, ...bindingsOf(deletion), ...bindingsOf(builder)],
        imports: [...importsOf(deletion), ...importsOf(builder)],
      };
    }
    return undefined;
  }

  /** The functions whose outcome is given as a key of the group. */
  private buildersOf(group: KeyGroup, glob: string): readonly FunctionReference[] {
    const found = new Map<string, FunctionReference>();
    for (const { effect } of [...group.writes, ...group.reads, ...group.invalidations]) {
      const place = placeOfCall(this.evaluation, outermostSite(effect));
      for (const argument of place?.fact.arguments ?? []) {
        const text = place && constantOf(place, argument);
        const call = text?.kind === 'call' ? place?.frame.facts.calls[text.call] : undefined;
        if (!place || !text || !call || globOfKey(this.evaluation.evaluate(place.frame, text)) !== glob)
          continue;
        for (const { function: reference } of functionsIn(
          this.evaluation.evaluate(place.frame, call.callee),
        )) {
          found.set(functionKey(reference), reference);
        }
      }
    }
    return [...found.values()];
  }

  /** A delete of the key that a constant has: `redis.del(KEYS.allTowns)`. */
  private byConstant(group: KeyGroup, asked: Asked): WrittenCall | undefined {
    const named = namedKey(this.evaluation, group, asked.glob.slice(asked.prefix.length));
    const key = named && this.reach(asked, named);
    const deletion = key && this.deletionOf(group, asked);
    if (!key || !deletion) return undefined;
    return {
      waits: isWaitedFor(group),
      name: deletion.text,
      parts: deleting(deletion, [key.text]),
      bindings: [...bindingsOf(deletion), ...bindingsOf(key)],
      imports: [...importsOf(deletion), ...importsOf(key)],
    };
  }

  /** A delete of the key as it is written out, in code that writes it out everywhere. */
  private byText(group: KeyGroup, asked: Asked): WrittenCall | undefined {
    // What only the functions of a class or a module know stays there.
    if (group.invalidations.some((use) => this.isCalledByName(use) && this.onlyDeletes(use)))
      return undefined;
    const key = writtenKey(this.evaluation, group, asked);
    const deletion = key && this.deletionOf(group, asked);
    if (!key || !deletion) return undefined;
    return {
      waits: isWaitedFor(group),
      name: deletion.text,
      parts: deleting(deletion, key.parts),
      bindings: [...key.bindings, ...bindingsOf(deletion)],
      imports: [...importsOf(deletion), ...key.imports],
    };
  }

  private keyBuiltBy(reference: FunctionReference): Value {
    const frame = this.evaluation.symbolicFrame(reference);
    const [only, ...others] = frame?.fact.returns ?? [];
    return frame && only?.value && others.length === 0
      ? this.evaluation.evaluate(frame, only.value)
      : UNKNOWN;
  }

  private deletionOf(group: KeyGroup, { row }: Asked): KeyDeletion | undefined {
    return this.deletions.of(group, row.place);
  }

  private reach({ row }: Asked, sought: Sought): Reached | undefined {
    return reach(this.evaluation, row.place, sought);
  }

  private factOf({ file, index }: FunctionReference): FunctionFact | undefined {
    return this.evaluation.factsOf(file)?.functions[index];
  }

  /** What a function is to be given so that the key it makes is that of the row. */
  private argumentsOf(
    reference: FunctionReference,
    key: Value,
    { row, columns, glob }: Asked,
  ): Wording | undefined {
    const parameters = this.factOf(reference)?.parameters ?? [];
    const holes = holesOfKey(key);
    if (holes?.length !== columns.length || globOfKey(key) !== glob) return undefined;
    const given: Wording[] = [];
    let bound = 0;
    for (const [index, parameter] of parameters.entries()) {
      const used = holes.flatMap((hole, position) =>
        isParameter(hole, reference, index)
          ? [{ path: hole.path, column: columns[position] ?? { name: '' } }]
          : [],
      );
      if (used.length === 0 && (parameter.optional || parameter.rest)) break;
      const wording = row.given(used, parameter);
      if (!wording) return undefined;
      bound += used.length;
      given.push(wording);
    }
    return bound === holes.length ? listOf(given) : undefined;
  }
}

const DELETES: ReadonlySet<CacheOperation> = new Set(['invalidate', 'invalidate-part', 'scan', 'read']);
/** It says that it is about the cache, whatever else it tells or counts. */
const NAMES_CACHE = /cache|invalidat|evict|bust|purge|forget|stale/i;

function deleting({ text, takesList }: KeyDeletion, key: readonly WordingPart[]): readonly WordingPart[] {
  return takesList ? [`${text}([`, ...key, '])'] : [`${text}(`, ...key, ')'];
}

/** Undefined where it cannot be read, or where not all put the same before the key. */
function prefixOf({ writes, invalidations }: KeyGroup): string | undefined {
  const [first = '', ...others] = new Set(
    [...writes, ...invalidations].map(({ effect: { client } }) =>
      client.prefix?.kind === 'constant' ? String(client.prefix.value) : client.prefix ? undefined : '',
    ),
  );
  return others.length === 0 && first !== undefined && /^[\w:.-]*$/.test(first) ? first : undefined;
}

/** `del(key, otherKey)`: the one that is asked for, of all that are deleted and not of some that are chosen from. */
function keyAmong(key: Value, glob: string): Value {
  const all = key.kind === 'array' ? key.items : key.kind === 'either' && !key.test ? key.values : [];
  return all.find((one) => globOfKey(one) === glob) ?? key;
}

function listOf(wordings: readonly Wording[]): Wording {
  return {
    parts: wordings.flatMap(({ parts }, index) => (index === 0 ? parts : [', ', ...parts])),
    bindings: wordings.flatMap(({ bindings }) => bindings),
  };
}

function bindingsOf({ bindings = [] }: Reached): readonly BindingIndex[] {
  return bindings;
}

function importsOf(reached: Reached): readonly NonNullable<Reached['import']>[] {
  return reached.import ? [reached.import] : [];
}

const WAITED: ReadonlySet<CallUse> = new Set(['awaited', 'completed', 'returned']);

/** A cache in memory answers at once; of the others somebody waits for an answer. */
function isWaitedFor({ reads, writes, invalidations }: KeyGroup): boolean {
  return [...reads, ...writes, ...invalidations].some(
    ({ effect }) => WAITED.has(effect.use) || givesPromise(effect),
  );
}

/** Whether the variable is declared in the function of the call, or around it. */
function isKnownAt({ frame: { facts }, fact }: CallPlace, binding: BindingIndex): boolean {
  const owner = facts.bindings[binding]?.function;
  let index = fact.function;
  while (index >= 0 && index !== owner) index = facts.functions[index]?.parent ?? -1;
  return owner !== undefined && index === owner;
}
