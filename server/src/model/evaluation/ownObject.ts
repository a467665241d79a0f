/**
 * What `this` is in a function that stands in an object: `const users = { find() { return this.key() } }`. In: the frame
 * of a function that belongs to no class. Out: the object, where the function is a property of one that is named, or what
 * it is put on: `repository.extend({ rename() { … } })`. And which clients the functions of an object put into it.
 */
import type { AssignmentFact, Expression, FileFacts, FunctionIndex } from '../../facts/fileFacts.js';
import { append } from '../lists.js';
import { OncePerFile } from '../oncePerFile.js';
import type { Evaluation } from './evaluation.js';
import type { Frame } from './frame.js';
import { functionsInside } from './serviceObjects.js';
import type { Value } from './values.js';

interface Owner {
  readonly object: Expression;
  /** The function in which the object is made. */
  readonly within: FunctionIndex;
  /** The function stands deeper in the object, in a part whose functions a framework runs on the whole. */
  readonly isPart?: true;
}

export class OwnObjects {
  private readonly owners = new OncePerFile(ownersIn);
  /** By every function around them that belongs to no class: what is put into `this`. */
  private readonly assigned = new OncePerFile(assignedToSelf);

  /** `rest` stands for what the object has besides. */
  of(evaluation: Evaluation, frame: Frame, rest: Value): Value | undefined {
    for (let current: Frame | undefined = frame; current; current = current.outer) {
      const owner = this.owners.of(current.facts).get(current.function.index);
      const maker = owner && evaluation.symbolicFrame({ file: current.file, index: owner.within });
      const value = owner && maker && evaluation.evaluate(maker, owner.object);
      // Other libraries have an `extend` of their own, whose functions are called on something else.
      if (owner && value && (owner.object.kind === 'object' || value.kind === 'database'))
        return value.kind === 'record' ? withParts(value, owner.isPart === true, rest) : value;
    }
    return undefined;
  }

  /** `{ client: null, connect() { this.client = new Redis() } }`: the clients that an object gets from its own functions. */
  clientsIn(
    evaluation: Evaluation,
    frame: Frame,
    { properties }: Extract<Expression, { kind: 'object' }>,
  ): readonly (readonly [string, Value])[] {
    const own = properties.flatMap(({ value }) =>
      value.kind === 'function' ? (this.assigned.of(frame.facts).get(value.function) ?? []) : [],
    );
    return own.flatMap(({ target, value, function: index }) => {
      const setter = evaluation.symbolicFrame({ file: frame.file, index });
      const put = setter && evaluation.evaluate(setter, value);
      return put && target.kind === 'member' && CLIENTS.has(put.kind) ? [[target.name, put] as const] : [];
    });
  }
}

function ownersIn(facts: FileFacts): ReadonlyMap<FunctionIndex, Owner> {
  const found = new Map<FunctionIndex, Owner>();
  const add = (object: Expression | undefined, within: FunctionIndex, self = object): void => {
    for (const { name, value } of object?.kind === 'object' ? object.properties : []) {
      if (self && value.kind === 'function') found.set(value.function, { object: self, within });
      if (!self || !PARTS.test(name)) continue;
      for (const index of functionsInside(value)) found.set(index, { object: self, within, isPart: true });
    }
  };
  for (const binding of facts.bindings) if (!binding.path) add(binding.initializer, binding.function);
  for (const { value } of facts.exports) add(value, 0);
  facts.calls.forEach(({ callee, arguments: [given], function: within }, call) => {
    if (callee.kind === 'member' && callee.name === 'extend') add(given, within, { kind: 'call', call });
  });
  return found;
}

/** Where services of Moleculer and components keep the functions that are run on them. */
const PARTS = /^(actions|methods|events|hooks|channels)$/;

type Members = Extract<Value, { kind: 'record' }>;

/** With the methods of a service, and what it is mixed with; whatever a framework gives it besides is `rest`. */
function withParts(record: Members, isPart: boolean, rest: Value): Value {
  const { fields } = record;
  if (!isPart && !fields.has('methods') && !fields.has('mixins')) return record;
  const members = new Map(membersOf(record, 0));
  return { ...record, fields: members, open: true, ...(rest.kind === 'parameter' && { rest }) };
}

const MAXIMUM_MIXINS = 3;

function membersOf({ fields }: Members, depth: number): readonly (readonly [string, Value])[] {
  const mixins = fields.get('mixins');
  const mixed = mixins?.kind === 'array' && depth < MAXIMUM_MIXINS ? mixins.items : [];
  const methods = fields.get('methods');
  return [
    ...mixed.flatMap((mixin) => (mixin.kind === 'record' ? membersOf(mixin, depth + 1) : [])),
    ...(methods?.kind === 'record' ? methods.fields : []),
    ...fields,
  ];
}

const CLIENTS: ReadonlySet<Value['kind']> = new Set(['cache', 'database', 'instance']);

function assignedToSelf(facts: FileFacts): ReadonlyMap<FunctionIndex, readonly AssignmentFact[]> {
  const found = new Map<FunctionIndex, AssignmentFact[]>();
  for (const assignment of facts.assignments) {
    const { target, value } = assignment;
    if (target.kind !== 'member' || target.object.kind !== 'this' || !MAKING.has(value.kind)) continue;
    for (let index = assignment.function; index > 0; index = facts.functions[index]?.parent ?? 0) {
      if (facts.functions[index]?.class !== undefined) break;
      append(found, index, assignment);
    }
  }
  return found;
}

const MAKING: ReadonlySet<Expression['kind']> = new Set(['call', 'await', 'name', 'member']);
