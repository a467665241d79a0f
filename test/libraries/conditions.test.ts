/** Which columns decide whether a row is cached, although they are not in the copy: each library has its own words. */
import { describeDatabase } from './databases.js';

const REDIS = `
import Redis from 'ioredis';
const redis = new Redis();
`;

const readThrough = (read: string): string => `
export async function keyOf(hash: string) {
  const hit = await redis.get(\`key:\${hash}\`);
  if (hit) return JSON.parse(hit);
  ${read}
  await redis.set(\`key:\${hash}\`, JSON.stringify(rows), 'EX', 600);
  return rows;
}`;

const cached = ['key:{hash} holds keys'];

describeDatabase(
  'conditions of kysely',
  { kysely: '^0.27.0', ioredis: '^5.0.0' },
  `${REDIS}import { Kysely } from 'kysely';\nconst db = new Kysely({});`,
  [
    {
      shows: 'null, a constant, and a comparison with one',
      code: readThrough(`
        const rows = await db.selectFrom('keys').select(['id']).where('hash', '=', hash)
          .where('revoked_at', 'is', null).where('state', '=', 'open').where('uses', '<', 10).execute();`),
      cached,
      deciding: ['revoked_at', 'state', 'uses'],
    },
  ],
);

describeDatabase(
  'conditions of knex',
  { knex: '^3.1.0', ioredis: '^5.0.0' },
  `${REDIS}import knex from 'knex';\nconst db = knex({ client: 'pg' });`,
  [
    {
      shows: 'methods that say the comparison in their name',
      code: readThrough(`
        const rows = await db('keys').where({ hash }).whereNull('revoked_at').whereIn('state', ['open', 'new'])
          .whereNotNull('owner_id').select('id');`),
      cached,
      deciding: ['revoked_at', 'state', 'owner_id'],
    },
  ],
);

describeDatabase(
  'conditions of objection',
  { objection: '^3.1.0', ioredis: '^5.0.0' },
  `${REDIS}import { Model } from 'objection';\nclass Key extends Model { static tableName = 'keys'; }`,
  [
    {
      shows: 'pairs, and methods that say the comparison in their name',
      code: readThrough(
        `const rows = await Key.query().select('id').where('hash', hash).where('state', 'open').whereNull('revokedAt');`,
      ),
      cached: ['key:{hash} holds Key'],
      deciding: ['state', 'revokedAt'],
    },
  ],
);

describeDatabase(
  'conditions of drizzle',
  { 'drizzle-orm': '^0.38.0', ioredis: '^5.0.0' },
  `${REDIS}
  import { and, eq, gt, isNull } from 'drizzle-orm';
  import { drizzle } from 'drizzle-orm/node-postgres';
  import { integer, pgTable, text } from 'drizzle-orm/pg-core';
  const keys = pgTable('keys', { id: integer(), hash: text(), revokedAt: text(), endsAt: text() });
  const db = drizzle(process.env.DATABASE_URL);`,
  [
    {
      shows: 'functions that compare',
      code: readThrough(`
        const rows = await db.select({ id: keys.id }).from(keys)
          .where(and(eq(keys.hash, hash), isNull(keys.revokedAt), gt(keys.endsAt, new Date())));`),
      cached,
      deciding: ['revokedAt', 'endsAt'],
    },
  ],
);

describeDatabase(
  'conditions of supabase',
  { '@supabase/supabase-js': '^2.45.0', ioredis: '^5.0.0' },
  `${REDIS}import { createClient } from '@supabase/supabase-js';\nconst db = createClient('url', 'key');`,
  [
    {
      shows: 'methods that compare',
      code: readThrough(`
        const { data: rows } = await db.from('keys').select('id').eq('hash', hash).is('revoked_at', null)
          .neq('state', 'closed');`),
      cached,
      deciding: ['revoked_at', 'state'],
    },
    {
      shows: 'relations that are named among the columns',
      code: readThrough(
        `const { data: rows } = await db.from('keys').select('id, label:name, owner:users!inner(name, team(name))').eq('hash', hash);`,
      ),
      cached: ['key:{hash} holds keys,users'],
    },
  ],
);

describeDatabase(
  'conditions of SQL',
  { pg: '^8.11.0', ioredis: '^5.0.0' },
  `${REDIS}import { Pool } from 'pg';\nconst pool = new Pool();`,
  [
    {
      shows: 'literals, null, and the moment of the query',
      code: readThrough(`
        const { rows } = await pool.query(
          "SELECT id FROM keys WHERE hash = $1 AND hidden = 0 AND state IN ('open', 'new') AND revoked_at IS NULL AND ends_at > now()",
          [hash],
        );`),
      cached,
      deciding: ['hidden', 'state', 'revoked_at', 'ends_at'],
    },
  ],
);
