/** What is kept of responses, and what requests are turned away by. */
import type { Evaluation } from '../evaluation/evaluation.js';
import type { KeyGroup } from '../keys/keyGroups.js';
import type { KeyUse } from '../keys/keyUses.js';
import { middlewareCaches } from '../requests/middlewareCaches.js';
import { type FixedKey, nestFixedKeys } from '../requests/nestFixedKeys.js';
import { cachesEveryResponse, nestResponseCaches } from '../requests/nestResponseCaches.js';
import { type Refusal, Refusals } from '../requests/refusals.js';
import type { ResponseCache } from '../requests/responseCaches.js';
import { type SharedResponse, sharedResponses } from '../requests/sharedResponses.js';

export class RequestQuestions {
  private readonly refusals: Refusals;

  constructor(
    private readonly evaluation: Evaluation,
    private readonly keyUses: readonly KeyUse[],
  ) {
    this.refusals = new Refusals(evaluation);
  }

  /** What is asked of the copies of a group where a request is turned away. */
  refusalsBy(group: KeyGroup): readonly Refusal[] {
    return this.refusals.of(group);
  }

  /** Caches of whole responses, kept under the URL, before routes whose response depends on who asks. */
  responseCaches(): readonly ResponseCache[] {
    return [
      ...nestResponseCaches(this.evaluation, this.keyUses),
      ...middlewareCaches(this.evaluation, this.keyUses),
    ];
  }

  /** Responses that depend on who asks, and that caches on the way may keep for everybody. */
  sharedResponses(): readonly SharedResponse[] {
    return sharedResponses(this.evaluation);
  }

  /** Routes whose responses are kept under one name, whatever a request asks for. */
  fixedKeys(): readonly FixedKey[] {
    return nestFixedKeys(this.evaluation);
  }

  /** Whether the application keeps the responses of every controller. */
  cachesEveryResponse(): boolean {
    return cachesEveryResponse(this.evaluation, this.keyUses);
  }
}
