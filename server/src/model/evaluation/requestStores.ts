/**
 * What does the store of a request hold: `storage.getStore().redis`? In: the call that asks for it. Out: the clients and objects that
 * its type names, or that code runs it with; what else it holds is known of the request under way, and no more.
 */
import type { CallFact } from '../../facts/fileFacts.js';
import { append } from '../lists.js';
import { isTestFile } from '../testFiles.js';
import { valueOfType } from './evaluateType.js';
import type { Evaluation } from './evaluation.js';
import type { Ambient, Value } from './values.js';

type Constructed = Extract<Value, { kind: 'constructed' }>;
type Made = NonNullable<Constructed['made']>;

const HELD: ReadonlySet<Value['kind']> = new Set(['cache', 'database', 'instance']);

interface Entry {
  readonly file: string;
  readonly call: CallFact;
}

export class RequestStores {
  private entries: readonly Entry[] | undefined;
  private readonly known = new Map<string, ReadonlyMap<string, Value>>();

  constructor(private readonly evaluation: Evaluation) {}

  /** `storage` is what `getStore` is called on; undefined where it holds nothing but what is known of the request. */
  of(storage: Value, ambient: Ambient): Value | undefined {
    if (storage.kind !== 'constructed' || storage.path.at(-1) !== 'AsyncLocalStorage') return undefined;
    const fields = storage.made && this.heldIn(storage.made);
    return fields && fields.size > 0 ? { kind: 'record', fields, open: true, rest: ambient } : undefined;
  }

  private heldIn(made: Made): ReadonlyMap<string, Value> {
    const key = `${made.file}#${made.call}`;
    const known = this.known.get(key);
    if (known) return known;
    this.known.set(key, new Map());
    const typed = held(this.typeOf(made));
    const fields = typed.size > 0 ? typed : this.givenTo(made);
    this.known.set(key, fields);
    return fields;
  }

  /** `new AsyncLocalStorage<{ redis: Redis }>()` */
  private typeOf({ file, call }: Made): Value | undefined {
    const [type] = this.evaluation.factsOf(file)?.calls[call]?.typeArguments ?? [];
    const frame = this.evaluation.moduleFrame(file);
    return type && frame && valueOfType(this.evaluation, frame, type);
  }

  /** `storage.run({ redis }, next)` */
  private givenTo(made: Made): ReadonlyMap<string, Value> {
    this.entries ??= this.find();
    const found = new Map<string, Value[]>();
    for (const { file, call } of this.entries) {
      const frame = this.evaluation.symbolicFrame({ file, index: call.function });
      const { callee, arguments: args } = call;
      const storage = frame && callee.kind === 'member' && this.evaluation.evaluate(frame, callee.object);
      if (!frame || !storage || storage.kind !== 'constructed' || !args[0]) continue;
      if (storage.made?.file !== made.file || storage.made.call !== made.call) continue;
      this.evaluation.links.speakers.add(file);
      for (const [name, value] of held(this.evaluation.evaluate(frame, args[0]))) append(found, name, value);
    }
    return new Map([...found].flatMap(([name, [first]]) => (first ? [[name, first] as const] : [])));
  }

  private find(): readonly Entry[] {
    return this.evaluation.files.flatMap((file) => {
      const calls = isTestFile(file) ? [] : (this.evaluation.factsOf(file)?.calls ?? []);
      return calls.filter(runsWithStore).map((call) => ({ file, call }));
    });
  }
}

function runsWithStore({ callee, arguments: args }: CallFact): boolean {
  if (callee.kind !== 'member') return false;
  return (callee.name === 'run' && args.length > 1) || callee.name === 'enterWith';
}

function held(value: Value | undefined): ReadonlyMap<string, Value> {
  return new Map(
    value?.kind === 'record' ? [...value.fields].filter(([, field]) => HELD.has(field.kind)) : [],
  );
}
