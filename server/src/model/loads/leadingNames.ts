/** Which members of a cached value lead to the rows in it. In: a group of keys. Out: names of fields and of relations. */
import { rowsWithin, walkValue } from '../evaluation/values.js';
import type { KeyGroup } from '../keys/keyGroups.js';
import type { LeadingNames } from './copyInHand.js';

export function leadingNames({ writes, reads }: KeyGroup): LeadingNames {
  const names = new Set<string>();
  for (const { effect } of reads) {
    if (effect.client.library.valueUnder !== undefined) names.add(effect.client.library.valueUnder);
  }
  for (const { effect } of writes) {
    if (!effect.value) continue;
    walkValue(effect.value, (part) => {
      if (part.kind === 'record') {
        for (const [name, field] of part.fields) if (rowsWithin(field).length > 0) names.add(name);
      }
      if (part.kind === 'rows') for (const { name } of part.rows.related) names.add(name);
      return true;
    });
  }
  return names;
}
