/** What keys carry and what they lack, and who builds them. */
import type { Site } from '../calls/sites.js';
import { type BuiltKey, builtKeys } from '../keys/builtKeys.js';
import { joinedPartsInKey, objectInKey } from '../keys/keyAmbiguity.js';
import { findKeyBuilders, type KeyBuilders } from '../keys/keyBuilders.js';
import { type ConditionBeyondKey, conditionsBeyondKey } from '../keys/keyCompleteness.js';
import { type KeyExtension, keyExtension } from '../keys/keyExtension.js';
import type { KeyGroup } from '../keys/keyGroups.js';
import type { KeyUse } from '../keys/keyUses.js';
import { collectMemoizedFunctions, type MemoizedFunction } from '../keys/memoizedFunctions.js';
import { findMissedDeletes, type MissedDelete } from '../keys/missedDeletes.js';
import { plainKeyFills } from '../keys/plainKeyFills.js';
import { isResponseFill } from '../keys/responseFills.js';
import { type UnusedInvalidator, unusedInvalidators } from '../keys/unusedInvalidators.js';
import type { LoadQuestions } from './loadQuestions.js';
import { type CachedData, cachedGroups, type ModelParts } from './modelParts.js';

export class KeyQuestions {
  private builders: KeyBuilders | undefined;
  private missed: readonly MissedDelete[] | undefined;
  private readonly beyondKeys = new Map<KeyUse, readonly ConditionBeyondKey[]>();

  constructor(
    private readonly parts: ModelParts,
    private readonly cached: CachedData,
    private readonly loads: LoadQuestions,
  ) {}

  /** Fills of keys without a text of their own, each by itself. */
  plainKeyFills(): readonly KeyGroup[] {
    const { evaluation, effects } = this.parts;
    return plainKeyFills(this.cached.keyUses, this.loads.cacheAsides(), (use) =>
      isResponseFill(evaluation, effects, use),
    );
  }

  /** Functions that build keys, by the glob of the keys. */
  get keyBuilders(): KeyBuilders {
    this.builders ??= findKeyBuilders(this.parts.evaluation, this.parts.effects, this.parts.functions);
    return this.builders;
  }

  /** Who builds the keys in a call, where each is built right there. */
  builtKeys(site: Site, keys: 'all' | 'first'): readonly BuiltKey[] | undefined {
    return builtKeys(this.parts.evaluation, site, keys);
  }

  /** Deletes of keys that nobody writes, next to keys that somebody does. */
  missedDeletes(): readonly MissedDelete[] {
    this.missed ??= findMissedDeletes(this.cached.keyUses, this.cached.groups);
    return this.missed;
  }

  /** Values that what is cached was selected by, and that its key does not carry. */
  conditionsBeyondKey(use: KeyUse): readonly ConditionBeyondKey[] {
    const known = this.beyondKeys.get(use);
    if (known) return known;
    const found = conditionsBeyondKey(this.parts.evaluation, this.parts.effects, this.parts.graph, use);
    this.beyondKeys.set(use, found);
    return found;
  }

  /** Functions that only delete, and that nobody calls. */
  unusedInvalidators(): readonly UnusedInvalidator[] {
    return unusedInvalidators(
      this.parts.evaluation,
      this.parts.effects,
      this.parts.graph,
      cachedGroups(this.cached),
    );
  }

  /** Where keys must grow so that they carry what goes by a name, at every use of them. */
  keyExtension(group: KeyGroup, name: string): KeyExtension | undefined {
    return keyExtension(this.parts.evaluation, this.parts.graph, group, name);
  }

  /** Functions whose results are kept under the first of their arguments alone. */
  memoizedFunctions(): readonly MemoizedFunction[] {
    return collectMemoizedFunctions(this.parts.evaluation);
  }

  /** The name of a part of the key that is an object when it becomes a text. */
  objectInKey(use: KeyUse): string | undefined {
    return objectInKey(this.parts.evaluation, this.parts.graph, use);
  }

  /** The names of two parts of the key that follow each other with nothing between them. */
  joinedPartsInKey(use: KeyUse): readonly [string, string] | undefined {
    return joinedPartsInKey(use);
  }
}
