/**
 * How a column of the row that is written is said behind the write. In: a write, seen from the place that is to be
 * repaired. Out: texts: what the write selects by, a member of the row at hand, of the row it gives, of what it is given.
 */
import { callOf, lastName } from '../../facts/expressionNames.js';
import type { Expression, ParameterFact, TypeReference } from '../../facts/fileFacts.js';
import { isWithin } from '../../facts/functionNesting.js';
import { type Entity, entityIdentity, identitiesOf, isSameEntity } from '../../libraries/entityNames.js';
import type { DatabaseEffect, Effect } from '../calls/effect.js';
import type { Effects } from '../calls/effects.js';
import { functionOfCall } from '../calls/enclosingFunctions.js';
import { isSameSite, type Site } from '../calls/sites.js';
import { memberOf } from '../evaluation/evaluateMember.js';
import type { Evaluation } from '../evaluation/evaluation.js';
import type { Frame } from '../evaluation/frame.js';
import { functionsIn, isSameFunction, type Value } from '../evaluation/values.js';
import {
  type CallPlace,
  callsOfChain,
  givenTo,
  isSameValue,
  memberWording,
  placeOfCall,
  saidMember,
  valuesNamed,
  type Wording,
  wordingOf,
  wordingOfGiven,
} from '../evaluation/wording.js';
import { conditionsIn, isIdOf, isSameColumn, type KeyColumn, originOf } from '../keys/keyColumns.js';
import type { DatabaseWrite } from './databaseWrites.js';
import { entityOfValue } from './entityOfValue.js';
import { spokenConditions } from './spokenConditions.js';

/** A member of a parameter, '' for all of it, and the column that it is to hold. */
export interface UsedColumn {
  readonly path: readonly string[];
  readonly column: KeyColumn;
}

export class WrittenRow {
  private constructor(
    private readonly evaluation: Evaluation,
    private readonly effects: Effects,
    private readonly effect: DatabaseEffect,
    /** The calls from the place to the library. */
    private readonly chain: readonly Site[],
    /** The call behind which the row is spoken of. */
    readonly place: CallPlace,
  ) {}

  static at(
    evaluation: Evaluation,
    effects: Effects,
    write: DatabaseWrite,
    site: Site,
  ): WrittenRow | undefined {
    const place = placeOfCall(evaluation, site);
    const effect = isSameSite(site, write.site) ? write.effect : seenFrom(evaluation, effects, write, site);
    return place && effect && new WrittenRow(evaluation, effects, effect, effect.chain, place);
  }

  get frame(): Frame {
    return this.place.frame;
  }

  get entity(): Entity {
    return this.effect.call.entity;
  }

  /** What a function is to be given for a parameter that takes these columns. */
  given(used: readonly UsedColumn[], parameter: ParameterFact): Wording | undefined {
    const [first, ...others] = used;
    if (!first) return undefined;
    if (first.path.length === 0) {
      return others.every(({ column, path }) => path.length === 0 && column.name === first.column.name)
        ? this.column(first.column)
        : undefined;
    }
    if (!used.every(({ path }) => path.length === 1)) return undefined;
    const isRow = used.every(
      ({ path: [name = ''], column }) => !column.owner && isSameColumn(name, column.name),
    );
    const row = isRow ? this.row(used.map(({ column }) => column.name)) : undefined;
    const { type } = parameter;
    return row ?? (type === undefined || type.kind === 'literal' ? this.record(used) : undefined);
  }

  private record(used: readonly UsedColumn[]): Wording | undefined {
    const parts: Wording['parts'][number][] = [];
    const bindings: number[] = [];
    for (const {
      path: [name = ''],
      column,
    } of used) {
      const wording = this.column(column);
      if (!wording) return undefined;
      const [only, ...others] = wording.parts;
      const isShort = typeof only === 'object' && 'said' in only && only.said === name && others.length === 0;
      parts.push(parts.length === 0 ? '{ ' : ', ', ...(isShort ? [] : [`${name}: `]), ...wording.parts);
      bindings.push(...wording.bindings);
    }
    return { parts: [...parts, ' }'], bindings };
  }

  column({ name, owner }: KeyColumn): Wording | undefined {
    if (owner) return this.idOf(owner);
    const spoken = this.selectedBy((column) => isSameColumn(column, name));
    if (spoken) return spoken;
    const row = this.row([name]);
    if (row) return memberWording(row, name, this.place.fact.range);
    const inserted = this.insertedAs((column) => isSameColumn(column, name));
    return inserted ?? this.beside((entity) => isIdOf(name, entity))?.column({ name: 'id' });
  }

  /** The id of the row that this one belongs to. */
  private idOf(owner: Entity): Wording | undefined {
    const isId = (column: string): boolean => isIdOf(column, owner);
    return (
      this.selectedBy(isId) ??
      this.insertedAs(isId) ??
      this.connectedTo(owner) ??
      this.beside((entity) => isSameEntity(entity, owner))?.column({ name: 'id' })
    );
  }

  /** The row around this one: `category.update({ where, data: { questions: { create } } })`. */
  private beside(isMeant: (entity: Entity) => boolean): WrittenRow | undefined {
    const { site, call, chain } = this.effect;
    const around = this.effectsOfPlace().find(
      (one) =>
        one.kind === 'database' &&
        isSameSite(one.site, site) &&
        one.chain.length === chain.length &&
        one.call.entity.identity !== call.entity.identity &&
        isMeant(one.call.entity),
    );
    return around?.kind === 'database'
      ? new WrittenRow(this.evaluation, this.effects, around, chain, this.place)
      : undefined;
  }

  private effectsOfPlace(): readonly Effect[] {
    const [site] = this.chain;
    const reference = site && functionOfCall(this.evaluation, site);
    return reference ? this.effects.of(reference) : [];
  }

  private selectedBy(isMeant: (column: string) => boolean): Wording | undefined {
    const wording = this.selectsOne() ? this.selectedByOne(isMeant) : undefined;
    return wording?.bindings.some((binding) => isListOf(this.frame.facts.bindings[binding]?.type))
      ? undefined
      : wording;
  }

  /** Not `where(inArray(users.id, ids))`, `update({ id: In(ids) }, row)`. */
  private selectsOne(): boolean {
    const place = placeOfCall(this.evaluation, this.effect.site);
    return [this.place, ...(place ? [place] : [])].every((at) => {
      const ranges = callsOfChain(at).map(({ range }) => range);
      return !at.frame.facts.calls.some(
        ({ callee, range }) =>
          SELECTS_SEVERAL.test(lastName(callee)) && ranges.some((around) => isWithin(range, around)),
      );
    });
  }

  private selectedByOne(isMeant: (column: string) => boolean): Wording | undefined {
    const condition = conditionsIn(this.effect.call.where).find(([column]) => isMeant(column));
    const selected = condition && this.said(condition[1], this.chain.length - 1);
    return selected ?? this.spoken(isMeant);
  }

  /** `where(eq(users.id, id))` */
  private spoken(isMeant: (column: string) => boolean): Wording | undefined {
    const found =
      this.chain.length > 1 ? undefined : spokenConditions(this.place).find(([column]) => isMeant(column));
    return found && wordingOf(this.place, found[1]);
  }

  /** A row that is at hand, with these columns as they were before the write. */
  private row(columns: readonly string[]): Wording | undefined {
    const isUnchanged = columns.every((column) => !this.mayChange(column));
    return (
      this.readBefore(columns) ?? (isUnchanged ? (this.subject(columns) ?? this.outcome(columns)) : undefined)
    );
  }

  private mayChange(column: string): boolean {
    const { operation, columns } = this.effect.call;
    if (operation !== 'update' && operation !== 'upsert') return false;
    return columns ? columns.some((one) => isSameColumn(one, column)) : !/^_?(id|uuid)$/.test(column);
  }

  /** `user`, of a write that selects by `user.id`. */
  private readBefore(columns: readonly string[]): Wording | undefined {
    if (this.chain.length > 1) return undefined;
    const selected = conditionsIn(this.effect.call.where).map(([, value]) => originOf(value));
    for (const expression of givenTo(this.place)) {
      if (expression.kind !== 'member') continue;
      const value = this.valueOf(expression);
      if (!selected.some((one) => isSameValue(one, value)) || !this.isRow(expression.object, columns))
        continue;
      const wording = wordingOf(this.place, expression.object);
      if (wording) return wording;
    }
    return undefined;
  }

  /** `user.save()`, `users.save(user)` */
  private subject(columns: readonly string[]): Wording | undefined {
    if (this.chain.length > 1) return undefined;
    const { callee, arguments: given } = this.place.fact;
    const holder = callee.kind === 'member' ? callee.object : undefined;
    const row = [holder, given[0]].find((expression) => expression && this.isRow(expression, columns));
    return row && wordingOf(this.place, row);
  }

  /** The variable that holds what the write gives. */
  private outcome(columns: readonly string[]): Wording | undefined {
    const { facts } = this.frame;
    const calls = new Set(callsOfChain(this.place));
    for (const [index, binding] of facts.bindings.entries()) {
      const { initializer } = binding;
      const source = initializer?.kind === 'await' ? initializer.value : initializer;
      const call = callOf(facts, source);
      if (!call || !calls.has(call) || call.range[0] !== this.place.fact.range[0]) continue;
      const name: Expression = { kind: 'name', name: binding.name, binding: index };
      if (this.isRow(name, columns)) return wordingOf(this.place, name);
    }
    return undefined;
  }

  private isRow(expression: Expression, columns: readonly string[]): boolean {
    const value = this.valueOf(expression);
    if (value.kind === 'rows') {
      const { path, many, columns: selected } = value.rows;
      const hasAll = columns.every((column) => selected?.some((one) => isSameColumn(one, column)) !== false);
      if (path.length > 0 || many || !hasAll) return false;
    } else if (value.kind !== 'instance') return false;
    const entity = entityOfValue(this.evaluation, value);
    return entity !== undefined && isSameEntity(entity, this.entity);
  }

  private valueOf(expression: Expression): Value {
    return this.evaluation.evaluate(this.frame, expression);
  }

  /** The only value that is given under the name of the column. */
  private insertedAs(isMeant: (column: string) => boolean): Wording | undefined {
    if (this.chain.length > 1 || this.effect.call.operation !== 'insert') return undefined;
    const given = this.place.fact.arguments.flatMap((argument) => valuesNamed(argument, isMeant, 2));
    const [only, ...others] = given;
    return only && others.length === 0 ? wordingOf(this.place, only) : undefined;
  }

  /** `category: { connect: { id } }` */
  private connectedTo(owner: Entity): Wording | undefined {
    if (this.chain.length > 1) return undefined;
    const isOwner = (name: string): boolean => identitiesOf(owner).includes(entityIdentity(name));
    const given = this.place.fact.arguments.flatMap((argument) => valuesNamed(argument, isOwner, 2));
    const ids = given.flatMap((relation) =>
      valuesNamed(relation, (name) => name === 'connect', 1).flatMap((row) =>
        valuesNamed(row, (name) => isSameColumn(name, 'id'), 1),
      ),
    );
    const [only, ...others] = ids;
    return only && others.length === 0 ? wordingOf(this.place, only) : undefined;
  }

  /** How a value of the function that writes is said at the place, through the calls that lead there. */
  private said(value: Value, depth: number): Wording | undefined {
    const origin = originOf(value);
    const isIt = (other: Value) => isSameValue(other, value) || isSameValue(originOf(other), origin);
    const [site, outer] = [this.chain[depth], this.chain[depth - 1]];
    const callee = site && functionOfCall(this.evaluation, site);
    const isGiven = origin.kind === 'parameter' && callee && isSameFunction(origin.function, callee);
    if (!outer || !isGiven) return wordingOfGiven(this.evaluation, this.place, isIt);
    const place = placeOfCall(this.evaluation, outer);
    const argument = place?.fact.arguments[origin.index];
    if (!place || !argument || !this.calls(place, origin.function)) return undefined;
    if (depth > 1) {
      const given = this.evaluation.evaluate(place.frame, argument);
      const inner = origin.path.reduce(
        (one, name) => memberOf(this.evaluation, place.frame, one, name),
        given,
      );
      return this.said(inner, depth - 1);
    }
    return saidMember(place, argument, origin.path);
  }

  private calls({ frame, fact }: CallPlace, reference: { file: string; index: number }): boolean {
    if (fact.arguments.some(({ kind }) => kind === 'spread')) return false;
    return functionsIn(this.evaluation.evaluate(frame, fact.callee)).some((one) =>
      isSameFunction(one.function, reference),
    );
  }
}

const SELECTS_SEVERAL = /^(in|inArray|any|where_?in)$/i;

function isListOf(type: TypeReference | undefined): boolean {
  if (type?.kind === 'union') return type.members.some(isListOf);
  return type?.kind === 'array' || (type?.kind === 'named' && /^(Readonly)?(Array|Set)$/.test(type.name));
}

/** The write as the function of a call sees it, through that call. */
function seenFrom(
  evaluation: Evaluation,
  effects: Effects,
  write: DatabaseWrite,
  site: Site,
): DatabaseEffect | undefined {
  const reference = functionOfCall(evaluation, site);
  const { site: written, call } = write.effect;
  return effects
    .of(reference ?? write.function)
    .find(
      (effect): effect is DatabaseEffect =>
        effect.kind === 'database' &&
        effect.chain[0] !== undefined &&
        isSameSite(effect.chain[0], site) &&
        isSameSite(effect.site, written) &&
        effect.call.entity.identity === call.entity.identity,
    );
}
