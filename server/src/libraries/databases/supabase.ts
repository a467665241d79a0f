/** Supabase: tables over HTTP. A query runs when somebody waits for it, and its rows are under `data`. */
import type { DatabaseLibrary, DatabaseMethod } from '../databaseLibrary.js';
import { compares } from './columnMethods.js';

const writes = (operation: 'insert' | 'update' | 'upsert' | 'delete'): DatabaseMethod => ({
  operation,
  lazy: true,
  many: true,
  gives: 'builder',
  ...(operation !== 'delete' && { data: [0] }),
});
const one: DatabaseMethod = { one: true, gives: 'builder' };

export const supabase: DatabaseLibrary = {
  id: 'supabase',
  packages: ['@supabase/supabase-js', '@supabase/ssr', '@supabase/postgrest-js'],
  instances: [
    { path: ['createClient'], by: 'call', role: 'client' },
    { path: ['createServerClient'], by: 'call', role: 'client' },
    { path: ['createBrowserClient'], by: 'call', role: 'client' },
    { path: ['PostgrestClient'], by: 'new', role: 'client' },
  ],
  types: { SupabaseClient: { role: 'client' } },
  roles: {
    client: {
      methods: {
        from: { entity: 0, many: true, gives: 'builder' },
        schema: { gives: 'client' },
      },
    },
    builder: {
      methods: {
        insert: writes('insert'),
        update: writes('update'),
        upsert: writes('upsert'),
        delete: writes('delete'),
        single: one,
        maybeSingle: one,
        select: { selectWords: 0, gives: 'builder' },
        eq: compares('='),
        is: compares('='),
        neq: compares('!='),
        gt: compares('>'),
        gte: compares('>='),
        lt: compares('<'),
        lte: compares('<='),
        in: compares('in'),
        like: compares('like'),
        ilike: compares('ilike'),
        match: { where: 0, gives: 'builder' },
      },
      chains: true,
      awaitable: true,
      rows: 'data',
    },
  },
};
