/** A variable as an expiry, in the unit that its name says. In: the name and a form. Out: what stands there for it. */
import type { AddTtlEdit, TtlArgumentForm } from '../../../shared/src/finding.js';

const MILLISECONDS = /(ms|millis|milliseconds?)$/i;
const SECONDS = /(Secs?|Seconds?|_s|_secs?|InS)$/i;

/** Forms that say the unit by a word. */
const WORDED: ReadonlySet<TtlArgumentForm> = new Set([
  'ex-arguments',
  'ex-option',
  'lower-ex-option',
  'typed-expiry-option',
]);

const IN_MILLISECONDS: ReadonlySet<TtlArgumentForm> = new Set([
  'milliseconds-argument',
  'ttl-milliseconds-option',
  'own-ttl-milliseconds',
]);

/** A name that says no unit is taken to mean what the form reads. */
export function namedLife(name: string, form: TtlArgumentForm): Pick<AddTtlEdit, 'milliseconds' | 'word'> {
  if (WORDED.has(form)) {
    return { milliseconds: { expression: name }, ...(MILLISECONDS.test(name) && { word: 'PX' }) };
  }
  const unit = IN_MILLISECONDS.has(form) ? 'milliseconds' : 'seconds';
  return { milliseconds: { expression: namedAmount(name, unit) } };
}

export function namedAmount(name: string, unit: 'seconds' | 'milliseconds'): string {
  if (MILLISECONDS.test(name)) return unit === 'seconds' ? `Math.ceil(${name} / 1000)` : name;
  return SECONDS.test(name) && unit === 'milliseconds' ? `${name} * 1000` : name;
}
