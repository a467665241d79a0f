/**
 * Where a key is decided: callers of a function that builds its keys itself only ask for what is cached. In: a use of a key.
 * Out: the innermost call on the way to the library's whose function knows the key, so that several callers are one defect.
 */
import type { SourceSpan } from '../../../shared/src/finding.js';
import { isSameSite, outermostSite, type Site } from '../model/calls/sites.js';
import type { KeyUse } from '../model/keys/keyUses.js';
import type { WorkspaceModel } from '../model/workspaceModel.js';
import { keyTextOf } from './keyText.js';

/** The same as it is shown: at the decorator that keeps what a method gives, else at the call. */
export function spanOfKey(model: WorkspaceModel, use: KeyUse): SourceSpan {
  const decorator = model.code.decoratorSpan(use.function, use.effect.site);
  return decorator ?? model.code.nameSpan(placeOfKey(model, use));
}

/** Equal for uses that are shown at the same place. */
export function placeKey({ file, start }: SourceSpan): string {
  return `${file}#${start}`;
}

export function placeOfKey(model: WorkspaceModel, { effect }: KeyUse): Site {
  const text = keyTextOf(effect);
  let place = outermostSite(effect);
  for (const next of effect.chain.slice(1)) {
    const own = model.effectsOf(model.code.functionOf(next));
    const isKnown = own.some(
      (other) =>
        other.kind === 'cache' &&
        other.operation === effect.operation &&
        isSameSite(other.site, effect.site) &&
        keyTextOf(other) === text,
    );
    if (!isKnown) break;
    place = next;
  }
  return place;
}
