/**
 * Which columns of a row are changed before it is saved: `user.name = name`, `user.tags.push(tag)`, `Object.assign(user,
 * { name })`. In: the variable that holds the row. Out: names of columns; undefined where they cannot all be read.
 */
import type { BindingIndex, CallFact, Expression, FileFacts } from '../../facts/fileFacts.js';
import type { Value } from '../evaluation/values.js';
import { OncePerFile } from '../oncePerFile.js';

interface Changes {
  readonly columns: Set<string>;
  isUnread: boolean;
}

export class ChangedColumns {
  private readonly changes = new OncePerFile(changesIn);

  /** The rows a variable holds, with what is changed of them in its file. */
  withChanges(facts: FileFacts, binding: BindingIndex, value: Value): Value {
    if (value.kind !== 'rows' && value.kind !== 'either' && value.kind !== 'fallback') return value;
    const changes = this.changes.of(facts).get(binding);
    if (!changes || changes.isUnread || changes.columns.size === 0) return value;
    return changed(value, [...changes.columns]);
  }
}

function changed(value: Value, columns: readonly string[]): Value {
  switch (value.kind) {
    case 'rows':
      return value.rows.path.length > 0 ? value : { kind: 'rows', rows: { ...value.rows, changed: columns } };
    case 'either':
      return { ...value, values: value.values.map((one) => changed(one, columns)) };
    case 'fallback':
      return { ...value, value: changed(value.value, columns), otherwise: changed(value.otherwise, columns) };
    default:
      return value;
  }
}

function changesIn(facts: FileFacts): ReadonlyMap<BindingIndex, Changes> {
  const found = new Map<BindingIndex, Changes>();
  const at = (binding: BindingIndex): Changes => {
    const known = found.get(binding) ?? { columns: new Set(), isUnread: false };
    found.set(binding, known);
    return known;
  };
  const note = (target: Expression): void => {
    const place = placeIn(target);
    if (!place) return;
    if (place.column === undefined) at(place.binding).isUnread = true;
    else at(place.binding).columns.add(place.column);
  };
  for (const { target } of facts.assignments) note(target);
  for (const { target } of facts.changes) note(target);
  for (const call of facts.calls) noteCall(call, at);
  return found;
}

const CHANGING = /^(push|unshift|pop|shift|splice|pull|addToSet|remove|set|sort|fill|id|clear|delete)$/;
/** What takes over the members of another object: `Object.assign(user, changes)`, `repository.merge(user, changes)`. */
const TAKING_OVER = /assign|merge|extend|defaults|fill|apply|copy|update|patch|change|hydrate|populateFrom/i;

function noteCall({ callee, arguments: given }: CallFact, at: (binding: BindingIndex) => Changes): void {
  if (callee.kind !== 'member' && callee.kind !== 'name') return;
  const [first, ...rest] = given;
  if (callee.kind === 'member') {
    const place = placeIn(callee);
    // `user.set('name', name)`, `user.set({ name })`
    if (place && callee.object.kind === 'name' && callee.name === 'set') noteData(at(place.binding), given);
    // `user.tags.push(tag)`
    else if (place?.column !== undefined && callee.object.kind !== 'name' && CHANGING.test(callee.name)) {
      at(place.binding).columns.add(place.column);
    }
  }
  if (!TAKING_OVER.test(callee.name)) return;
  if (first?.kind === 'name' && first.binding >= 0) noteData(at(first.binding), rest);
  // Which of several arguments is changed is not known.
  for (const one of rest) if (one.kind === 'name' && one.binding >= 0) at(one.binding).isUnread = true;
}

function noteData(changes: Changes, given: readonly Expression[]): void {
  const [name] = given;
  if (name?.kind === 'text') {
    changes.columns.add(name.value);
    return;
  }
  for (const data of given) {
    if (data.kind === 'object' && data.spreads.length === 0) {
      for (const property of data.properties) changes.columns.add(property.name);
    } else changes.isUnread = true;
  }
  if (given.length === 0) changes.isUnread = true;
}

/** The variable that an expression begins with, and the first member after it. */
function placeIn(
  target: Expression,
): { readonly binding: BindingIndex; readonly column: string | undefined } | undefined {
  let outer: Expression = target;
  let inner: Expression = target;
  while (inner.kind === 'member' || inner.kind === 'element') {
    outer = inner;
    inner = inner.object;
  }
  if (inner === target || inner.kind !== 'name' || inner.binding < 0) return undefined;
  return { binding: inner.binding, column: outer.kind === 'member' ? outer.name : undefined };
}
