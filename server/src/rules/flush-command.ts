/**
 * FLUSHALL and FLUSHDB, and the `flush_all` of Memcached, in code that may serve requests. Reported once, where the library is called; tests,
 * scripts, commands of a command line and helpers that only those call are left alone.
 */

import { wordsOf } from '../../../shared/src/words.js';
import { asksEnvironment } from '../model/calls/environmentLimits.js';
import { sentCommand, speaksRedis } from '../model/commands/commands.js';
import type { CacheOperationUse } from '../model/questions/modelParts.js';
import type { WorkspaceModel } from '../model/workspaceModel.js';
import type { DraftFinding, Rule } from './rule.js';
import { isServingFile, standingOf } from './servedCode.js';

export const flushCommand: Rule = {
  id: 'flush-command',
  comparesFolder: true,
  review(model) {
    return model.operations
      .filter((use) => isFlush(model, use))
      .flatMap((use) => {
        const standing = standingOf(model, use.function);
        return standing === 'tested' || isForTests(model, use) ? [] : [finding(model, use)];
      });
  },
};

function isFlush(model: WorkspaceModel, { effect }: CacheOperationUse): boolean {
  const name = sentCommand(effect);
  if (name === undefined) return false;
  if (name === 'unlink-all' && !holdsOthers(model)) return false;
  return FLUSHES.has(name) && isServingFile(effect.site.file) && !model.callers.isMadeByHand(effect.site);
}

const FLUSHES: ReadonlySet<string> = new Set(['flushall', 'flushdb', 'flush_all', 'unlink-all']);

/** A cache that is emptied where nothing but it is kept loses what was meant to go. */
function holdsOthers(model: WorkspaceModel): boolean {
  return model.groups.some(({ writes }) => writes.some(({ effect }) => speaksRedis(effect.client)));
}

/** Only where the environment is not production, or in something that says it is for tests. */
function isForTests(model: WorkspaceModel, { effect, function: owner }: CacheOperationUse): boolean {
  const isLimited =
    effect.guards.some(({ value }) => asksEnvironment(value)) ||
    model.callers.isLimitedByEnvironment(effect.site);
  return isLimited || wordsOf(model.code.functionName(owner)).some((word) => /^tests?$/i.test(word));
}

function finding(model: WorkspaceModel, { effect }: CacheOperationUse): DraftFinding {
  const state = model.groups.find((group) => group.nature === 'state' && group.writes.length > 0);
  return {
    confidence: 'certain',
    span: model.code.nameSpan(effect.site),
    message: [
      deleted(effect),
      state
        ? `What is kept nowhere else goes with it, such as \`${state.text}\`, and every reader misses at once.`
        : 'Sessions, locks and queues that are kept there go with it, and every reader misses at once.',
      ADVICE[sentCommand(effect) ?? ''] ??
        'Delete the keys of one prefix with `SCAN` and `UNLINK`, or change a version in the key.',
    ].join(' '),
  };
}

const ADVICE: Readonly<Record<string, string>> = {
  'unlink-all': 'Give `createKeyv` a `namespace`, or `new Keyv`, so that only the keys of the cache go.',
  flush_all: 'Delete the keys you know, or change a version in all of them.',
};

function deleted(effect: CacheOperationUse['effect']): string {
  const sent = sentCommand(effect);
  if (sent === 'flushall') return '`FLUSHALL` deletes every key of every database of the server.';
  if (sent === 'flush_all') return '`flush_all` makes the server forget every entry, whoever wrote it.';
  if (sent === 'unlink-all')
    return `Without a namespace \`${effect.command}\` deletes every key of the database that has no \`::\` in its name, whoever wrote it.`;
  const said = speaksRedis(effect.client) ? '`FLUSHDB`' : `\`${effect.command}\` sends \`FLUSHDB\`, which`;
  return `${said} deletes every key of the database, whoever wrote it.`;
}
