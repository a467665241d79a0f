/**
 * Sends one more command to the same client. In: the file and the edit. Out: a call more in the chain, or a line behind
 * the statement of the call; undefined where nobody waits for the call, or its promise is handed on. Pure.
 */
import { Node } from 'ts-morph';
import type { SendAlsoEdit } from '../../../shared/src/finding.js';
import type { EditedFile } from './editedFile.js';
import { written } from './replace.js';
import { runAfter } from './runAfter.js';
import type { TextChange } from './textChange.js';

export function sendAlso(
  file: EditedFile,
  { call: span, text, batch }: SendAlsoEdit,
): readonly TextChange[] | undefined {
  const call = file.callAt(span);
  const callee = call?.getExpression();
  if (!call || !Node.isPropertyAccessExpression(callee)) return undefined;
  const client = callee.getExpression();
  const isCollected =
    batch && (Node.isCallExpression(client) || Node.isPropertyAccessExpression(call.getParent()));
  if (isCollected) {
    const ownLine = /^\s*\n\s*/.exec(file.text.slice(client.getEnd(), callee.getNameNode().getStart()))?.[0];
    const change = written(file, [`${ownLine ?? ''}.`, ...text]);
    return change && [{ start: call.getEnd(), end: call.getEnd(), ...change }];
  }
  if (!/^[\w$.!?#]+$/.test(client.getText())) return undefined;
  const receiver = client.getText() + (callee.getQuestionDotTokenNode() ? '?.' : '.');
  if (batch) {
    return runAfter(file, {
      kind: 'run-after',
      call: span,
      text: [receiver, ...text, ';'],
      synchronous: true,
    });
  }
  return runAfter(file, { kind: 'run-after', call: span, text: ['await ', receiver, ...text, ';'] });
}
