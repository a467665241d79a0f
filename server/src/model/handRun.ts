/**
 * Which files are scripts that somebody runs by hand: they are told what to do on the command line, do it, and end. In: the
 * facts of a file. Out: yes where it reads `process.argv`, gives nothing to others, and waits for nothing that comes.
 */
import { lastName } from '../facts/expressionNames.js';
import type { Expression, FileFacts } from '../facts/fileFacts.js';
import { some } from './calls/callFlow.js';

/** What goes on waiting: servers, consumers of queues, clocks. */
const WAITING = /^(listen|on|once|process|consume|subscribe|schedule|setInterval|cron|serve|work)$/;
const WAITING_CLASS = /(worker|consumer|server|processor|listener|job|cron)$/i;

export function isRunByHand(facts: FileFacts): boolean {
  if (facts.exports.length > 0) return false;
  // What is only declared is run by somebody else.
  if (!facts.functions[0]?.calls.some((call) => facts.calls[call] !== undefined)) return false;
  const isWaiting = facts.calls.some(({ callee, construction }) =>
    (construction ? WAITING_CLASS : WAITING).test(lastName(callee)),
  );
  return !isWaiting && readsArguments(facts);
}

function readsArguments(facts: FileFacts): boolean {
  const isAsked = (part: Expression): boolean =>
    part.kind === 'member' && part.name === 'argv' && lastName(part.object) === 'process';
  const roots = [
    ...facts.bindings.flatMap(({ initializer }) => initializer ?? []),
    ...facts.calls.flatMap(({ callee, arguments: given }) => [callee, ...given]),
  ];
  return roots.some((root) => some(facts, root, isAsked));
}
