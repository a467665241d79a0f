/**
 * What a platform hands in with the environment: `env.CACHE`, where some type of the project says `CACHE: KVNamespace`. In:
 * the types of all files. Out: the client that such a member, or a parameter of such a type, is.
 */
import type { FileFacts, TypeMember, TypeReference } from '../../facts/fileFacts.js';
import type { CacheLibrary } from '../../libraries/library.js';
import { plainClient } from '../commands/libraryInstances.js';
import type { Evaluation } from './evaluation.js';
import { nameOf } from './holderNames.js';
import type { Value } from './values.js';

interface Bound {
  readonly library: CacheLibrary;
  /** Where it is said. */
  readonly file: string;
}

export class EnvironmentBindings {
  /** By the name of the member. */
  private bound: ReadonlyMap<string, Bound> | undefined;

  constructor(private readonly evaluation: Evaluation) {}

  /** What `object.name` is, when nothing else says it and the object is called an environment. */
  memberOf(object: Value, name: string): Value | undefined {
    this.bound ??= this.collect();
    const bound = this.bound.get(name);
    if (!bound || !isEnvironment(object)) return undefined;
    this.evaluation.links.speakers.add(bound.file);
    return clientOf(bound.library);
  }

  private collect(): ReadonlyMap<string, Bound> {
    const bound = new Map<string, Bound>();
    for (const file of this.evaluation.files) {
      const facts = this.evaluation.factsOf(file);
      for (const { name, type } of facts ? membersIn(facts) : []) {
        const library = type.kind === 'named' ? libraryOf(this.evaluation, type.name) : undefined;
        if (library) bound.set(name, { library, file });
      }
    }
    return bound;
  }
}

/** A type that no file declares or imports. */
export function clientOfBoundType(evaluation: Evaluation, name: string): Value | undefined {
  const library = libraryOf(evaluation, name);
  return library && clientOf(library);
}

function libraryOf({ libraries }: Evaluation, name: string): CacheLibrary | undefined {
  return libraries.find(({ boundTypes }) => boundTypes?.includes(name));
}

function clientOf(library: CacheLibrary): Value {
  return { kind: 'cache', client: plainClient(library, library.newestMajor) };
}

function isEnvironment(object: Value): boolean {
  const name = object.kind === 'external' ? object.path.at(-1) : nameOf(object);
  return name !== undefined && /^(env|bindings)$/i.test(name);
}

/** Of interfaces and types, and of what is written out where it is used: `new Hono<{ Bindings: { CACHE: KVNamespace } }>()`. */
function membersIn({ types, calls }: FileFacts): readonly TypeMember[] {
  const declared = types.flatMap(({ members, alias }) => [...members, ...(alias ? membersOf(alias) : [])]);
  return [...declared, ...calls.flatMap(({ typeArguments }) => typeArguments?.flatMap(membersOf) ?? [])];
}

function membersOf(type: TypeReference): readonly TypeMember[] {
  return type.kind === 'literal' ? type.members.flatMap((member) => [member, ...membersOf(member.type)]) : [];
}
