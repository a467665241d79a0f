/**
 * KEYS in code that may serve requests. Reported once, where the library is called; tests, scripts and helpers
 * that only those call are left alone.
 */
import type { FixDescription } from '../../../shared/src/finding.js';
import { sentCommand, speaksRedis } from '../model/commands/commands.js';
import type { CacheOperationUse } from '../model/questions/modelParts.js';
import type { WorkspaceModel } from '../model/workspaceModel.js';
import { replaceWith } from './fixEdits.js';
import type { DraftFinding, Rule } from './rule.js';
import { scanKeys } from './scanning.js';
import { isMethod, isServingFile, standingOf } from './servedCode.js';

export const keysCommand: Rule = {
  id: 'keys-command',
  comparesFolder: true,
  review(model) {
    return model.operations.filter((use) => isKeys(model, use)).flatMap((use) => judge(model, use));
  },
};

function isKeys(model: WorkspaceModel, { effect }: CacheOperationUse): boolean {
  if (sentCommand(effect) !== 'keys' || model.callers.isMadeByHand(effect.site)) return false;
  if (model.callers.isKeptFromProduction(effect.site)) return false;
  // Without a pattern a client has no such command.
  const isGiven = effect.arguments.length > 0 || !speaksRedis(effect.client);
  return isGiven && isServingFile(effect.site.file) && !model.flow.runsOnLoad(effect.site);
}

function judge(model: WorkspaceModel, use: CacheOperationUse): readonly DraftFinding[] {
  const standing = standingOf(model, use.function);
  if (standing === 'tested' && !isMethod(model, use.function)) return [];
  return [finding(model, use, standing === 'tested' || (standing === 'unused' && isIdle(model, use)))];
}

/** A method that nothing names, or that only hands the keys on: nobody is seen to call it. */
function isIdle(model: WorkspaceModel, { effect, function: owner }: CacheOperationUse): boolean {
  if (effect.use === 'returned' && model.effectsOf(owner).length === 1) return true;
  return isMethod(model, owner) && !model.callers.mayBeCalled(owner);
}

function finding(model: WorkspaceModel, { effect }: CacheOperationUse, isUnused: boolean): DraftFinding {
  const pattern = effect.arguments[0];
  const text = pattern?.kind === 'constant' ? `\`KEYS ${pattern.value}\`` : '`KEYS`';
  return {
    confidence: 'certain',
    span: model.code.nameSpan(effect.site),
    message: [
      `${text} looks at every key of the server in one go.`,
      'Nothing else is answered until it is through: a second or more with a few million keys.',
      `Go through them in steps with \`${alternative(effect.client.library.id, effect.client.cluster)}\`, or keep a set of the keys.`,
    ].join(' '),
    fixes: fixesFor(model, effect),
    ...(isUnused && { severity: 'info' as const }),
  };
}

function alternative(library: string, cluster: boolean): string {
  if (library === 'ioredis') return cluster ? 'nodes()[n].scanStream' : 'scanStream';
  return library === 'redis' ? 'scanIterator' : 'SCAN';
}

function fixesFor(model: WorkspaceModel, effect: CacheOperationUse['effect']): readonly FixDescription[] {
  const written = model.code.writtenCall(effect);
  const [pattern, ...more] = written?.arguments ?? [];
  const declaration = scanKeys(effect.client);
  if (!written || !pattern || more.length > 0 || !declaration) return [];
  const call = replaceWith(
    written.call,
    'scanKeys(',
    { receiver: written.receiver },
    ', ',
    { copy: pattern },
    ')',
  );
  return [{ title: 'Go through the keys with SCAN', kind: 'suggestion', edits: [call, declaration] }];
}
