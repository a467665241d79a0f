/**
 * Which rows is a schema about? In: the calls that make models of schemas: `model('User', schema)`,
 * `forFeature([{ name: User.name, schema }])`. Out: the entity of a schema, by where that is made.
 */
import { lastName } from '../../facts/expressionNames.js';
import type { CallFact } from '../../facts/fileFacts.js';
import type { Entity } from '../../libraries/entityNames.js';
import { siteKey } from '../calls/sites.js';
import type { Evaluation } from '../evaluation/evaluation.js';
import type { Frame } from '../evaluation/frame.js';
import type { DatabaseHandle, Value } from '../evaluation/values.js';
import { entityOfValue } from './entityOfValue.js';

/** What makes a model of a schema. */
const NAMES_SCHEMA: ReadonlySet<string> = new Set(['model', 'discriminator', 'forFeature']);

export class SchemaEntities {
  private readonly found = new Map<string, Entity>();
  private readonly read = new Set<string>();
  private isComplete = false;

  constructor(private readonly evaluation: Evaluation) {}

  /** The entity of a handle: its own, or the one that a model was made of it for. */
  of(handle: DatabaseHandle): Entity | undefined {
    const { entity, origin } = handle;
    if (entity || !origin) return entity;
    // Models mostly stand beside their schemas, also in files that were not chosen to be read.
    this.readFile(origin.file);
    const beside = this.found.get(siteKey(origin));
    if (beside || this.isComplete) return beside;
    this.isComplete = true;
    for (const file of this.evaluation.files) this.readFile(file);
    return this.found.get(siteKey(origin));
  }

  private readFile(file: string): void {
    if (this.read.has(file)) return;
    // Evaluating what models are made of may ask for the entity of a schema.
    this.read.add(file);
    for (const call of this.evaluation.factsOf(file)?.calls ?? []) {
      if (!NAMES_SCHEMA.has(lastName(call.callee))) continue;
      const frame = this.evaluation.symbolicFrame({ file, index: call.function });
      if (frame) this.addFrom(frame, call);
    }
  }

  private addFrom(frame: Frame, call: CallFact): void {
    const args = call.arguments.map((argument) => this.evaluation.evaluate(frame, argument));
    const [first, second] = args;
    this.add(first, second);
    for (const one of first?.kind === 'array' ? first.items : []) {
      if (one.kind === 'record') this.add(one.fields.get('name'), one.fields.get('schema'));
    }
  }

  private add(name: Value | undefined, schema: Value | undefined): void {
    const origin = schema?.kind === 'database' ? schema.handle.origin : undefined;
    const entity = origin && entityOfValue(this.evaluation, name);
    if (origin && entity) this.found.set(siteKey(origin), entity);
  }
}
