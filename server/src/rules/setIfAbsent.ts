/** Fixes that write `SET … NX` in the place of `SETNX`, in the form of the client and with what becomes of its answer. */
import type { FixEdit, FixText, TtlArgumentForm } from '../../../shared/src/finding.js';
import type { CacheEffect } from '../model/calls/effect.js';
import { commandName } from '../model/commands/commands.js';
import type { WorkspaceModel } from '../model/workspaceModel.js';
import { insertAfter, replaceWith } from './fixEdits.js';

/** What a `SET` with a condition takes behind its value, after the text of an expiry: `'EX', 30`, `EX: 30`. */
const FORMS: Readonly<Partial<Record<TtlArgumentForm, (life: FixText) => FixText>>> = {
  'ex-arguments': (life) => [...(life.length > 0 ? [", 'EX', ", ...life] : []), ", 'NX'"],
  'ex-option': (life) => [', { ', ...(life.length > 0 ? ['EX: ', ...life, ', '] : []), 'NX: true }'],
  'lower-ex-option': (life) => [', { ', ...(life.length > 0 ? ['ex: ', ...life, ', '] : []), 'nx: true }'],
};

/** `seconds` is the text of the expiry; without one the command has none either. */
export function setIfAbsent(
  model: WorkspaceModel,
  effect: CacheEffect,
  seconds: FixText = [],
): readonly FixEdit[] | undefined {
  const { client } = effect;
  const written =
    commandName(effect) === 'setnx' && !client.batch ? model.code.writtenCall(effect) : undefined;
  const form = client.library.ttlForm('set', client.major);
  const options = form && FORMS[form];
  const [key, value, ...more] = written?.arguments ?? [];
  if (!written || !options || !key || !value || more.length > 0) return undefined;
  const name = effect.command === 'SETNX' ? 'SET' : 'set';
  return [
    replaceWith(written.name, name),
    insertAfter(value, ...options(seconds)),
    // Version 4 of node-redis answers with true and false.
    {
      kind: 'translate-result',
      call: written.call,
      values: { 1: "'OK'", 0: 'null', true: "'OK'", false: 'null' },
    },
  ];
}
