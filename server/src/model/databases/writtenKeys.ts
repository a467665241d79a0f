/**
 * How is a key said at another place than where it is used? In: the uses of a key, and the row that is written. Out: the constant
 * that holds the key, or its text with what varies bound from the row and with the names of the constants in it.
 */
import type { BindingIndex, Expression } from '../../facts/fileFacts.js';
import type { Evaluation } from '../evaluation/evaluation.js';
import { type Reached, reach, type Sought } from '../evaluation/reach.js';
import { type CallPlace, placeOfCall, type Wording, type WordingPart } from '../evaluation/wording.js';
import { writtenOut } from '../evaluation/writtenOut.js';
import { globOfKey, type KeyColumn } from '../keys/keyColumns.js';
import type { KeyGroup } from '../keys/keyGroups.js';
import type { KeyUse } from '../keys/keyUses.js';
import type { WrittenRow } from './writtenRow.js';

/** The key that is to be said. */
export interface Asked {
  readonly row: WrittenRow;
  /** Of the holes of the key. */
  readonly columns: readonly KeyColumn[];
  readonly glob: string;
  /** What the client puts before the keys it is given; '' where it puts nothing. */
  readonly prefix: string;
}

export interface WrittenKey extends Wording {
  readonly imports: readonly NonNullable<Reached['import']>[];
}

/** The key as it is written out where it is filled, or handed over to be. */
export function writtenKey(evaluation: Evaluation, group: KeyGroup, asked: Asked): WrittenKey | undefined {
  const bare = asked.glob.slice(asked.prefix.length);
  for (const use of group.writes) {
    if (globOfKey(use.effect.key) !== asked.glob) continue;
    for (const { place, text } of argumentsOf(evaluation, use)) {
      if (globOfKey(evaluation.evaluate(place.frame, text)) !== bare) continue;
      const key = new KeyWording(evaluation, place, asked).of(text);
      if (key) return key;
    }
  }
  return undefined;
}

interface GivenText {
  readonly place: CallPlace;
  readonly text: Expression;
}

/** What the calls on the way to a use are given. */
function argumentsOf(evaluation: Evaluation, { effect: { chain } }: KeyUse): readonly GivenText[] {
  return chain.flatMap((site) => {
    const place = placeOfCall(evaluation, site);
    return (place?.fact.arguments ?? []).flatMap((argument) => {
      return place ? [{ place, text: constantOf(place, argument) ?? argument }] : [];
    });
  });
}

class KeyWording {
  private readonly open: KeyColumn[];
  private readonly bindings: BindingIndex[] = [];
  private readonly imports: NonNullable<Reached['import']>[] = [];

  constructor(
    private readonly evaluation: Evaluation,
    private readonly place: CallPlace,
    private readonly asked: Asked,
  ) {
    this.open = [...asked.columns];
  }

  of(text: Expression): WrittenKey | undefined {
    const { bindings, imports } = this;
    if (text.kind === 'text') return { parts: [`'${text.value}'`], bindings, imports };
    if (text.kind !== 'template') return undefined;
    const parts = text.parts.map((part) => (typeof part === 'string' ? [part] : this.said(part)));
    if (this.open.length > 0 || !parts.every((said) => said !== undefined)) return undefined;
    return { parts: ['`', ...parts.flat(), '`'], bindings, imports };
  }

  private said(part: Expression): readonly WordingPart[] | undefined {
    const value = writtenOut(this.evaluation, this.evaluation.evaluate(this.place.frame, part));
    if (value.kind === 'constant') return this.named(part, String(value.value));
    if (value.kind !== 'text') return this.hole();
    const parts = value.parts.map((one) => (typeof one === 'string' ? [one] : this.hole()));
    return parts.every((one) => one !== undefined) ? parts.flat() : undefined;
  }

  private hole(): readonly WordingPart[] | undefined {
    const column = this.open.shift();
    const wording = column && this.asked.row.column(column);
    if (!wording) return undefined;
    this.bindings.push(...wording.bindings);
    return ['${', ...wording.parts, '}'];
  }

  /** `${PREFIX}:` */
  private named(part: Expression, value: string): readonly WordingPart[] | undefined {
    const sought = soughtConstant(this.evaluation, this.place, part, value);
    const reached = sought && reach(this.evaluation, this.asked.row.place, sought);
    if (!reached) return undefined;
    this.bindings.push(...(reached.bindings ?? []));
    if (reached.import) this.imports.push(reached.import);
    return ['${', reached.text, '}'];
  }
}

/** The constant that holds a key which is the same for everybody. */
export function namedKey(evaluation: Evaluation, group: KeyGroup, key: string): Sought | undefined {
  for (const use of [...group.writes, ...group.reads, ...group.invalidations]) {
    for (const { place, text } of argumentsOf(evaluation, use)) {
      const sought = soughtConstant(evaluation, place, text, key);
      if (sought) return sought;
    }
  }
  return undefined;
}

/** `KEYS.allTowns`, `ALL_TOWNS`, `this.listKey` */
function soughtConstant(
  evaluation: Evaluation,
  place: CallPlace,
  text: Expression,
  key: string,
): Sought | undefined {
  if (text.kind !== 'name' && text.kind !== 'member') return undefined;
  const value = evaluation.evaluate(place.frame, text);
  if (value.kind !== 'constant' || value.value !== key) return undefined;
  const file = fileOf(evaluation, place, text);
  if (file === undefined) return undefined;
  return {
    file,
    isIt: (other) => other.kind === 'constant' && other.value === key,
    ...(text.kind === 'member' && { member: { name: text.name, hidden: false } }),
  };
}

/** Where what the name begins with is declared. */
function fileOf(
  evaluation: Evaluation,
  { frame: { file, facts } }: CallPlace,
  text: Expression,
): string | undefined {
  const object = text.kind === 'member' ? text.object : text;
  if (object.kind === 'this') return file;
  const binding = object.kind === 'name' ? facts.bindings[object.binding] : undefined;
  if (binding?.function !== 0) return undefined;
  return binding.import ? evaluation.linker.resolve(file, binding.import.module) : file;
}

/** What a local constant stands for. */
export function constantOf({ frame: { facts } }: CallPlace, expression: Expression): Expression | undefined {
  const binding = expression.kind === 'name' ? facts.bindings[expression.binding] : undefined;
  if (!binding) return expression;
  return binding.constant && !binding.path && binding.function !== 0 ? binding.initializer : undefined;
}
