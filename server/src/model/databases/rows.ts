/** The rows a query gives, with the columns it selects and what it selects by. */
import type { DatabaseLibrary } from '../../libraries/databaseLibrary.js';
import { type Entity, entityIdentity } from '../../libraries/entityNames.js';
import type { Query, Value } from '../evaluation/values.js';

export function rowsOfQuery(library: DatabaseLibrary, entity: Entity, query: Query): Value {
  const { many, where, related, site } = query;
  // A count or a sum is no copy of rows: an update of one row rarely changes it.
  if (query.aggregate) {
    const counted = { entity, library, many: true, path: [], where, related, site };
    const answers = query.answers && { answers: true as const };
    return { kind: 'derived', from: [], name: entity.name, counts: true, counted, ...answers };
  }
  const columns = columnsOf(entity, query);
  const narrowed = [
    ...(query.tested ?? []).map((by) => ({ by, site })),
    ...(query.shaped ?? []).map((by) => ({ by, site, shapes: true as const })),
  ];
  return {
    kind: 'rows',
    rows: {
      entity,
      library,
      many,
      path: [],
      where,
      ...(query.whereGiven && { whereGiven: query.whereGiven }),
      related,
      joined: query.joined.map((one) => {
        const picked = one.columns ?? pickedOf(one.entity, entity, query);
        return {
          entity: one.entity,
          ...(picked && { columns: picked }),
          ...(one.needed && { needed: true }),
        };
      }),
      site,
      ...(query.loose && { loose: query.loose }),
      ...(columns && { columns }),
      ...(query.paged && { paged: query.paged }),
      ...(narrowed.length > 0 && { narrowed }),
      ...(query.selectedParts && { parts: query.selectedParts }),
    },
  };
}

/** The columns that are selected of the rows themselves; of those that are joined others may be. */
function columnsOf(entity: Entity, query: Query): readonly string[] | undefined {
  return query.joined.length > 0 && query.picked
    ? (pickedOf(entity, entity, query) ?? query.selected)
    : query.selected;
}

/** What is picked from the rows of one entity, where every column says whose it is. */
function pickedOf(
  entity: Entity,
  main: Entity,
  { picked, joined, renamed }: Query,
): readonly string[] | undefined {
  const owned = picked?.map(({ table, column }) => ({
    owner: table && (renamed?.get(table) ?? entityIdentity(table)),
    column,
  }));
  const known = new Set([main, ...joined.map((one) => one.entity)].map(({ identity }) => identity));
  const isSaid = owned?.every(({ owner }) => owner !== undefined && owner !== '') === true;
  // An alias nobody knows may stand for any of them.
  const strangers = new Set(owned?.map(({ owner = '' }) => owner).filter((owner) => !known.has(owner)));
  if (!owned || !isSaid || strangers.size > 0) return undefined;
  return owned.filter(({ owner }) => owner === entity.identity).map(({ column }) => column);
}
