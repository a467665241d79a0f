/**
 * What do the code's own checks call who asks? In: a handler and the file that puts a cache before it. Out: names of members
 * that functions before it put on the request, made of what says who asks: `req.staff = await verify(req.headers.authorization)`.
 */
import { lastName } from '../../facts/expressionNames.js';
import type { Expression, FileFacts } from '../../facts/fileFacts.js';
import { partsOfExpression } from '../calls/callFlow.js';
import type { Evaluation } from '../evaluation/evaluation.js';
import { type FunctionReference, functionsIn } from '../evaluation/values.js';
import { OncePerFile } from '../oncePerFile.js';
import { installationsIn } from './installations.js';
import { identityIn } from './requestIdentity.js';
import { isIdentityName, isRequestName } from './requestNames.js';

/** A token is taken out of a header, checked, and the account is looked up. */
const MAXIMUM_STEPS = 4;

export class OwnIdentityNames {
  private readonly names = new OncePerFile(namesIn);
  private readonly known = new Map<string, ReadonlySet<string>>();

  constructor(private readonly evaluation: Evaluation) {}

  around(file: string, handler: FunctionReference): ReadonlySet<string> {
    return new Set([file, handler.file].flatMap((one) => [...this.of(one)]));
  }

  /** Those of the functions that a file puts before its handlers, wherever they are written. */
  private of(file: string): ReadonlySet<string> {
    const known = this.known.get(file);
    if (known) return known;
    const before = installationsIn(this.evaluation, file).flatMap(({ frame, argument }) =>
      functionsIn(this.evaluation.evaluate(frame, argument)).map((one) => one.function.file),
    );
    const found = new Set(
      [...new Set(before)].flatMap((one) => {
        const facts = this.evaluation.factsOf(one);
        return facts ? this.names.of(facts) : [];
      }),
    );
    this.known.set(file, found);
    return found;
  }
}

function namesIn(facts: FileFacts): readonly string[] {
  return [...assignedOnRequests(facts), ...setOnContexts(facts)].flatMap(({ name, value }) =>
    !isIdentityName(name) && isMadeOfIdentity(facts, value) ? [name] : [],
  );
}

interface PutMember {
  readonly name: string;
  readonly value: Expression;
}

/** `req.staff = …`, `ctx.state.staff = …` */
function assignedOnRequests({ assignments }: FileFacts): readonly PutMember[] {
  return assignments.flatMap(({ target, value }) =>
    target.kind === 'member' && isOnRequest(target.object) ? [{ name: target.name, value }] : [],
  );
}

/** `c.set('staff', …)` */
function setOnContexts({ calls }: FileFacts): readonly PutMember[] {
  return calls.flatMap(({ callee, arguments: [name, value, ...others] }) =>
    callee.kind === 'member' &&
    callee.name === 'set' &&
    isOnRequest(callee.object) &&
    name?.kind === 'text' &&
    value &&
    others.length === 0
      ? [{ name: name.value, value }]
      : [],
  );
}

function isOnRequest(object: Expression): boolean {
  if (object.kind === 'member') return /^(state|locals)$/.test(object.name) && isOnRequest(object.object);
  return object.kind === 'name' && isRequestName(lastName(object));
}

/** Whether what says who asks is in a value, also through variables. */
export function isMadeOfIdentity(facts: FileFacts, value: Expression, steps = 0): boolean {
  if (identityIn(facts, value) !== undefined) return true;
  const held = value.kind === 'name' ? facts.bindings[value.binding]?.initializer : undefined;
  if (steps >= MAXIMUM_STEPS) return false;
  if (held) return isMadeOfIdentity(facts, held, steps + 1);
  return partsOfExpression(facts, value).some((part) => isMadeOfIdentity(facts, part, steps));
}
