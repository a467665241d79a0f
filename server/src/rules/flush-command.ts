/**
 * FLUSHALL and FLUSHDB in code that may serve requests. Reported once, where the library is called; tests,
 * scripts and helpers that only those call are left alone.
 */

import { wordsOf } from '../../../shared/src/words.js';
import { sentCommand, speaksRedis } from '../model/commands/commands.js';
import type { CacheOperationUse } from '../model/questions/modelParts.js';
import type { WorkspaceModel } from '../model/workspaceModel.js';
import type { DraftFinding, Rule } from './rule.js';
import { isServingFile, standingOf } from './servedCode.js';

export const flushCommand: Rule = {
  id: 'flush-command',
  comparesFolder: true,
  review(model) {
    return model.operations.filter(isFlush).flatMap((use) => {
      const standing = standingOf(model, use.function);
      return standing === 'tested' || isForTests(model, use) ? [] : [finding(model, use)];
    });
  },
};

function isFlush({ effect }: CacheOperationUse): boolean {
  const name = sentCommand(effect);
  return (name === 'flushall' || name === 'flushdb') && isServingFile(effect.site.file);
}

/** Only where the environment is not production, or in something that says it is for tests. */
function isForTests(model: WorkspaceModel, { effect, function: owner }: CacheOperationUse): boolean {
  const asksEnvironment = effect.guards.some((guard) => guard.kind === 'environment' || isMade(guard));
  return asksEnvironment || wordsOf(model.code.functionName(owner)).some((word) => /^tests?$/i.test(word));
}

function isMade(guard: CacheOperationUse['effect']['guards'][number]): boolean {
  return guard.kind === 'derived' && guard.from.some((part) => part.kind === 'environment' || isMade(part));
}

function finding(model: WorkspaceModel, { effect }: CacheOperationUse): DraftFinding {
  const isAll = sentCommand(effect) === 'flushall';
  const said = speaksRedis(effect.client) ? '`FLUSHDB`' : `\`${effect.command}\` sends \`FLUSHDB\`, which`;
  const state = model.groups.find((group) => group.nature === 'state' && group.writes.length > 0);
  return {
    confidence: 'certain',
    span: model.code.nameSpan(effect.site),
    message: [
      isAll
        ? '`FLUSHALL` deletes every key of every database of the server.'
        : `${said} deletes every key of the database, whoever wrote it.`,
      state
        ? `What is kept nowhere else goes with it, such as \`${state.text}\`, and every reader misses at once.`
        : 'Sessions, locks and queues that are kept there go with it, and every reader misses at once.',
      'Delete the keys of one prefix with `SCAN` and `UNLINK`, or change a version in the key.',
    ].join(' '),
  };
}
