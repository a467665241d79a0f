/** The rows a database call gives, with the columns it selects and what it selects by. */
import type { DatabaseCall } from '../libraries/library.js';
import { derived, type Value } from './values.js';

export function rowsOfCall(
  call: DatabaseCall,
  args: readonly Value[],
  site: { readonly file: string; readonly call: number },
): Value {
  const [options] = args;
  const fields = options?.kind === 'record' ? options.fields : new Map<string, Value>();
  const select = call.select === undefined ? undefined : fields.get(call.select);
  const columns = columnsOf(select);
  const rows: Value = {
    kind: 'rows',
    rows: {
      entity: call.entity,
      many: call.many,
      path: [],
      where: whereOf(call.where === undefined ? undefined : fields.get(call.where)),
      related: [...relatedOf(fields.get('include')), ...relatedOf(select)],
      site,
      ...(columns && !(options?.kind === 'record' && options.open) && { columns }),
    },
  };
  // A count or a sum is no copy of rows: an update of one row rarely changes it.
  return call.aggregate ? derived([], call.entity) : rows;
}

/** Names given `true` in a select. */
function columnsOf(select: Value | undefined): readonly string[] | undefined {
  return select?.kind === 'record' && !select.open ? [...select.fields.keys()] : undefined;
}

function relatedOf(value: Value | undefined): readonly string[] {
  if (value?.kind !== 'record') return [];
  return [...value.fields].filter(([, field]) => field.kind === 'record').map(([name]) => name);
}

function whereOf(value: Value | undefined): ReadonlyMap<string, Value> {
  return value?.kind === 'record' ? value.fields : new Map();
}
