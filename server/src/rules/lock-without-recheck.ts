/**
 * A lock against many loading at once, after which everybody loads all the same: who had to wait for it does not look
 * whether the one before has filled the cache. Reported at the call that waits.
 */
import { siteKey } from '../model/calls/sites.js';
import type { CacheAside } from '../model/loads/cacheAsides.js';
import type { WorkspaceModel } from '../model/workspaceModel.js';
import { keyTextOf } from './keyText.js';
import type { DraftFinding, Rule } from './rule.js';
import { isServingFile } from './servedCode.js';

export const lockWithoutRecheck: Rule = {
  id: 'lock-without-recheck',
  review(model) {
    const findings = new Map<string, DraftFinding>();
    for (const aside of model.loads.cacheAsides()) {
      const site = isServingFile(aside.function.file) ? model.loads.lockWithoutRecheck(aside) : undefined;
      if (site) findings.set(siteKey(site), finding(model, aside, site));
    }
    return [...findings.values()];
  },
};

function finding(model: WorkspaceModel, aside: CacheAside, site: CacheAside['readSite']): DraftFinding {
  const key = keyTextOf(aside.write);
  return {
    confidence: 'likely',
    span: model.code.nameSpan(site),
    key,
    message: [
      `Behind the lock, nothing looks whether \`${key}\` has been filled meanwhile.`,
      'All who waited load it again, one after the other, which takes longer than without a lock.',
      'Read the cache once more under the lock, before the load.',
    ].join(' '),
    related: [{ span: model.code.nameSpan(aside.readSite), message: 'It is read here, before the lock.' }],
  };
}
