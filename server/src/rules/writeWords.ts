/** How messages name a database write. In: what is written. Out: words such as "update of `User`". Pure. */
import type { DatabaseCall } from '../model/databases/databaseCalls.js';

const WRITES: Readonly<Record<DatabaseCall['operation'], string>> = {
  insert: 'insert into',
  update: 'update of',
  upsert: 'update of',
  delete: 'delete of',
  read: 'read of',
};

export function namedWrite({ operation, entity }: Pick<DatabaseCall, 'operation' | 'entity'>): string {
  return `${WRITES[operation]} \`${entity.name}\``;
}
