/** The rows a query gives, with the columns it selects and what it selects by. */
import type { DatabaseLibrary } from '../../libraries/databaseLibrary.js';
import type { Entity } from '../../libraries/entityNames.js';
import type { Query, Value } from '../evaluation/values.js';

export function rowsOfQuery(library: DatabaseLibrary, entity: Entity, query: Query): Value {
  // A count or a sum is no copy of rows: an update of one row rarely changes it.
  if (query.aggregate) return { kind: 'derived', from: [], name: entity.name, counts: true };
  const { many, selected, where, related, joined, site } = query;
  return {
    kind: 'rows',
    rows: {
      entity,
      library,
      many,
      path: [],
      where,
      related,
      joined,
      site,
      ...(selected && { columns: selected }),
    },
  };
}
