/**
 * Methods that the project gives a model, or its rows, through the schema: `schema.statics.ban = async function () { … }`,
 * `schema.method('forget', function () { … })`, `new Schema({ … }, { statics: { … } })`. In: the facts of all files. Out: such a
 * method by its name, called on the model or the row, and what `this` is in it.
 */
import { lastName } from '../../facts/expressionNames.js';
import type { AssignmentFact, CallFact, Expression, FileFacts } from '../../facts/fileFacts.js';
import { type Entity, isSameEntity } from '../../libraries/entityNames.js';
import type { Evaluation } from '../evaluation/evaluation.js';
import { type FunctionReference, functionKey, type Value } from '../evaluation/values.js';
import { append } from '../lists.js';
import type { SchemaEntities } from './schemaEntities.js';

type FunctionValue = Extract<Value, { kind: 'function' }>;
type DatabaseValue = Extract<Value, { kind: 'database' }>;
type RowsValue = Extract<Value, { kind: 'rows' }>;

/** Of the model itself, or of its rows. */
type Kind = 'static' | 'method';

interface WrittenMethod {
  readonly kind: Kind;
  readonly name: string;
  readonly schema: Expression;
  readonly value: Expression;
  readonly owner: FunctionReference;
}

const KINDS: Readonly<Record<string, Kind>> = {
  statics: 'static',
  static: 'static',
  methods: 'method',
  method: 'method',
};

export class SchemaMethods {
  private readonly byName = new Map<string, WrittenMethod[]>();
  private readonly byFunction = new Map<string, WrittenMethod>();
  private readonly read = new Set<string>();
  private isComplete = false;

  constructor(
    private readonly evaluation: Evaluation,
    private readonly entities: SchemaEntities,
  ) {}

  /** `Player.ban` */
  ofModel(model: DatabaseValue, name: string): Value | undefined {
    const { entity, library, role, origin } = model.handle;
    if (role !== 'model' || !entity || !library.roles.schema) return undefined;
    // Also where the file of the model was not chosen to be read.
    if (origin) this.readFile(origin.file);
    const value = this.find(name, 'static', entity);
    return value && { ...value, self: model };
  }

  /** `player.forget` */
  ofRow(row: RowsValue, name: string): Value | undefined {
    const { entity, library, path } = row.rows;
    if (path.length > 0 || !library?.roles.schema) return undefined;
    const value = this.find(name, 'method', entity);
    return value && { ...value, self: row };
  }

  /** What `this` is in a function that a schema has as a method. */
  selfOf(reference: FunctionReference): Value | undefined {
    this.readFile(reference.file);
    const written = this.byFunction.get(functionKey(reference));
    const schema = written && this.schemaOf(written);
    const entity = schema && this.entities.of(schema.handle);
    if (!written || !schema || !entity) return undefined;
    const { library } = schema.handle;
    if (written.kind === 'static') return { kind: 'database', handle: { library, role: 'model', entity } };
    return {
      kind: 'rows',
      rows: { entity, library, many: false, path: [], where: new Map(), related: [] },
    };
  }

  private find(name: string, kind: Kind, entity: Entity): FunctionValue | undefined {
    for (const written of this.collect().get(name) ?? []) {
      const schema = written.kind === kind ? this.schemaOf(written) : undefined;
      const own = schema && this.entities.of(schema.handle);
      if (!own || !isSameEntity(own, entity)) continue;
      const frame = this.evaluation.symbolicFrame(written.owner);
      const value = frame && this.evaluation.evaluate(frame, written.value);
      if (value?.kind === 'function') return value;
    }
    return undefined;
  }

  private schemaOf({ owner, schema }: WrittenMethod): DatabaseValue | undefined {
    const frame = this.evaluation.symbolicFrame(owner);
    const value = frame && this.evaluation.evaluate(frame, schema);
    return value?.kind === 'database' && value.handle.role === 'schema' ? value : undefined;
  }

  private collect(): ReadonlyMap<string, readonly WrittenMethod[]> {
    if (!this.isComplete) for (const file of this.evaluation.files) this.readFile(file);
    this.isComplete = true;
    return this.byName;
  }

  private readFile(file: string): void {
    if (this.read.has(file)) return;
    this.read.add(file);
    const facts = this.evaluation.factsOf(file);
    for (const written of facts ? writtenIn(file, facts) : []) {
      append(this.byName, written.name, written);
      if (written.value.kind === 'function')
        this.byFunction.set(functionKey({ file, index: written.value.function }), written);
    }
  }
}

function writtenIn(file: string, facts: FileFacts): readonly WrittenMethod[] {
  return [
    ...facts.assignments.flatMap((assignment) => assigned(file, assignment)),
    ...facts.calls.flatMap((call, index) => given(file, call, index)),
  ];
}

/** `schema.statics.ban = …`, `schema.methods = { … }` */
function assigned(
  file: string,
  { target, value, function: index }: AssignmentFact,
): readonly WrittenMethod[] {
  if (target.kind !== 'member') return [];
  const owner = { file, index };
  if (target.object.kind === 'member') {
    const kind = kindOf(target.object.name);
    const schema = target.object.object;
    return kind ? [{ kind, name: target.name, schema, value, owner }] : [];
  }
  const kind = kindOf(target.name);
  return kind ? allOf(value, kind, target.object, owner) : [];
}

/** `schema.static('ban', …)`, `schema.method({ … })`, `Object.assign(schema.statics, { … })`, `new Schema({ … }, { statics })` */
function given(file: string, call: CallFact, index: number): readonly WrittenMethod[] {
  const { callee, arguments: args, function: within } = call;
  const owner = { file, index: within };
  const [first, second] = args;
  if (call.construction && lastName(callee) === 'Schema' && second?.kind === 'object') {
    const schema: Expression = { kind: 'call', call: index };
    return second.properties.flatMap(({ name, value }) => {
      const kind = name === 'statics' || name === 'methods' ? kindOf(name) : undefined;
      return kind ? allOf(value, kind, schema, owner) : [];
    });
  }
  if (callee.kind !== 'member' || !first) return [];
  if (callee.name === 'assign' && first.kind === 'member' && second) {
    const kind = kindOf(first.name);
    return kind ? allOf(second, kind, first.object, owner) : [];
  }
  const kind = callee.name === 'static' || callee.name === 'method' ? kindOf(callee.name) : undefined;
  if (!kind) return [];
  if (first.kind === 'text' && second) {
    return [{ kind, name: first.value, schema: callee.object, value: second, owner }];
  }
  return allOf(first, kind, callee.object, owner);
}

function kindOf(name: string): Kind | undefined {
  return Object.hasOwn(KINDS, name) ? KINDS[name] : undefined;
}

function allOf(
  methods: Expression,
  kind: Kind,
  schema: Expression,
  owner: FunctionReference,
): readonly WrittenMethod[] {
  if (methods.kind !== 'object') return [];
  return methods.properties.map(({ name, value }) => ({ kind, name, schema, value, owner }));
}
