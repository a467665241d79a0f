/**
 * In which batch does a command wait that nothing ever sends? In: facts and the call that adds the command. Out: the call that
 * makes the batch; undefined where the batch is sent, or may be.
 */
import type { CallIndex, Expression, FileFacts } from '../../facts/fileFacts.js';

export function unsentBatchOf(facts: FileFacts, command: CallIndex): CallIndex | undefined {
  let callee = facts.calls[command]?.callee;
  while (callee?.kind === 'member') {
    const call = madeBy(facts, callee.object);
    if (call === undefined || facts.calls[call]?.unsent) return call;
    callee = facts.calls[call]?.callee;
  }
  return undefined;
}

function madeBy({ bindings }: FileFacts, expression: Expression): CallIndex | undefined {
  const value = expression.kind === 'name' ? bindings[expression.binding]?.initializer : expression;
  return value?.kind === 'call' ? value.call : undefined;
}
