/** What a class implements and extends, by the variables that its file has for them. In: facts. */
import type { BindingIndex, ClassFact } from './fileFacts.js';

export function bindingsOfBases({ implements: types, extends: base }: ClassFact): readonly BindingIndex[] {
  const implemented = types.flatMap((type) => (type.kind === 'named' ? [type.binding] : []));
  return base?.kind === 'name' ? [...implemented, base.binding] : implemented;
}
