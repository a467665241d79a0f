/** What a sample of the live keys says about a pattern, in the words of lenses and hovers. Pure. */
import { formatShortDuration } from '../../../shared/src/duration.js';
import type { LiveEvidence } from '../../../shared/src/protocol.js';

/** By pattern. */
export type EvidenceByPattern = ReadonlyMap<string, LiveEvidence>;

export function evidenceByPattern(evidence: readonly LiveEvidence[]): EvidenceByPattern {
  return new Map(evidence.map((entry) => [entry.pattern, entry]));
}

/** `~1,203 live keys · 12 % without TTL`. */
export function evidenceTitle(evidence: LiveEvidence): string {
  const share = shareWithoutTtl(evidence);
  return share === undefined ? liveKeys(evidence) : `${liveKeys(evidence)} · ${share} without TTL`;
}

/** One sentence or two. */
export function evidenceSentence(evidence: LiveEvidence): string {
  const share = shareWithoutTtl(evidence);
  const about = evidence.exact ? '' : 'about ';
  const amount = `${about}${count(evidence.keys, 'live key')} in ${evidence.connectionName}`;
  const median =
    evidence.medianTtlMs === undefined
      ? ''
      : `; the others have ${formatShortDuration(evidence.medianTtlMs)} left (median)`;
  if (share === undefined) return `${capital(amount)}.`;
  return `${capital(amount)}. Of ${evidence.sampled.toLocaleString('en-US')} looked at, ${share} have no TTL${median}.`;
}

/** `~1,203 live keys`. */
export function liveKeys({ keys, exact }: LiveEvidence): string {
  return `${exact ? '' : '~'}${count(keys, 'live key')}`;
}

function shareWithoutTtl({ sampled, withoutTtl }: LiveEvidence): string | undefined {
  if (sampled === 0) return undefined;
  const percent = (withoutTtl / sampled) * 100;
  // "0 %" must mean none, and "100 %" all.
  const rounded = percent < 50 ? Math.ceil(percent) : Math.floor(percent);
  return `${rounded} %`;
}

function count(amount: number, noun: string): string {
  return `${Math.round(amount).toLocaleString('en-US')} ${noun}${amount === 1 ? '' : 's'}`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
