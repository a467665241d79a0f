/** pg-promise, whose methods say how many rows are expected. */
import type { DatabaseLibrary, DatabaseMethod } from '../databaseLibrary.js';

const query: DatabaseMethod = { sql: 0, values: 1, gives: 'rows' };
const one: DatabaseMethod = { ...query, one: true };
const handing: DatabaseMethod = { hands: 'client' };

export const pgPromise: DatabaseLibrary = {
  id: 'pg-promise',
  packages: ['pg-promise'],
  instances: [{ path: ['default'], by: 'call', role: 'library' }],
  types: {
    IDatabase: { role: 'client' },
    'pgPromise.IDatabase': { role: 'client' },
    ITask: { role: 'client' },
  },
  roles: {
    library: { called: { gives: 'client' }, methods: {} },
    client: {
      methods: {
        none: query,
        any: query,
        many: query,
        manyOrNone: query,
        query,
        multi: query,
        one,
        oneOrNone: one,
        result: { ...query, gives: 'result' },
        tx: handing,
        txIf: handing,
        task: handing,
        taskIf: handing,
      },
    },
    rows: { methods: {}, awaitable: true, runsAlready: true },
    result: { methods: {}, awaitable: true, runsAlready: true, rows: 'rows' },
  },
};
