/**
 * An empty list or object that stands for a load that failed, kept as if it were the value. Judged where a cache is
 * written, with the `catch` that turns the failure into a value; what is kept for a moment on purpose is left alone. Besides,
 * promises in maps of modules, which stay there when they are rejected.
 */

import { formatDuration } from '../../../shared/src/duration.js';
import type { KeyUse } from '../model/keys/keyUses.js';
import { isServing } from '../model/keys/serving.js';
import type { KeptFailure } from '../model/loads/failureValues.js';
import type { WorkspaceModel } from '../model/workspaceModel.js';
import type { DraftFinding, Rule } from './rule.js';
import { isServingFile } from './servedCode.js';

/** Keeping a failure this long spares whatever fails; longer it is taken for the truth. */
const GRACE_MS = 60_000;

export const cachesFailure: Rule = {
  id: 'caches-failure',
  review(model) {
    const findings = new Map<string, DraftFinding>();
    for (const group of model.groups) {
      if (group.nature !== 'cache') continue;
      for (const use of group.writes) {
        if (!isServing(use) || isShort(use)) continue;
        const kept = model.loads.failureKeptBy(use.effect, use.function);
        if (!kept) continue;
        const key = `${kept.file}#${kept.range[0]}`;
        const found = judge(model, use, kept, group.text);
        if (found && !findings.has(key)) findings.set(key, found);
      }
    }
    return [...findings.values(), ...keptPromises(model)];
  },
};

function keptPromises(model: WorkspaceModel): readonly DraftFinding[] {
  return model.loads
    .keptPromises()
    .filter(({ file }) => isServingFile(file))
    .map(({ file, name, range }) => ({
      confidence: 'likely',
      span: model.code.spanOf(file, range),
      message: [
        `\`${name}\` keeps this promise even when the load fails.`,
        'Every later caller then gets the same failure, until the process is started again.',
        'Delete the entry when the promise is rejected.',
      ].join(' '),
    }));
}

function isShort({ ttl }: KeyUse): boolean {
  return ttl.kind === 'known' && ttl.milliseconds <= GRACE_MS;
}

function judge(
  model: WorkspaceModel,
  { ttl }: KeyUse,
  { failure, file, range }: KeptFailure,
  text: string,
): DraftFinding | undefined {
  const isShortened = ttl.kind === 'known' && ttl.least !== undefined && ttl.least <= GRACE_MS;
  if (failure.chooses && isShortened) return undefined;
  const life = ttl.kind === 'known' ? `for ${formatDuration(ttl.milliseconds)}` : 'until the entry is gone';
  return {
    confidence: 'likely',
    span: model.code.spanOf(file, range),
    key: text,
    message: [
      `When the load fails, ${failure.standIn ? 'what stands in for it' : 'an empty value'} is kept under \`${text}\`.`,
      `One failure then looks like the truth ${life}, although the next load might succeed.`,
      'Leave the cache alone when the load fails, or keep the failure for seconds only.',
    ].join(' '),
    related: [
      {
        span: model.code.spanOf(failure.file, failure.range),
        message: `A failure becomes ${failure.standIn ? 'another' : 'an empty'} value here.`,
      },
    ],
  };
}
