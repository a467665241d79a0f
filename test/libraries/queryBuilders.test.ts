import { describeDatabase } from './databases.js';

const REDIS = `
import Redis from 'ioredis';
const redis = new Redis();
`;

const run = (body: string): string => `export async function run(id: number, name: string, dto) { ${body} }`;

const readThrough = (read: string, found = 'user'): string => `
export async function getUser(id: number) {
  const hit = await redis.get(\`user:\${id}\`);
  if (hit) return JSON.parse(hit);
  ${read}
  await redis.set(\`user:\${id}\`, JSON.stringify(${found}), 'EX', 600);
  return ${found};
}`;

const HOLDS_USERS = ['user:{id} holds users'];

describeDatabase(
  'drizzle',
  { 'drizzle-orm': '^0.38.0', ioredis: '^5.0.0' },
  `${REDIS}
  import { eq, sql } from 'drizzle-orm';
  import { drizzle } from 'drizzle-orm/node-postgres';
  import { integer, pgTable, text } from 'drizzle-orm/pg-core';
  const users = pgTable('users', { id: integer(), name: text() });
  const posts = pgTable('blog_posts', { id: integer() });
  const db = drizzle(process.env.DATABASE_URL);`,
  [
    {
      shows: 'writes, with what they return and in a transaction',
      code: run(`
        await db.update(users).set({ name }).where(eq(users.id, id));
        await db.insert(users).values({ name }).onConflictDoUpdate({ target: users.id, set: { name } }).returning();
        await db.transaction(async (tx) => {
          await tx.delete(posts).where(eq(posts.id, id));
          await tx.insert(posts).values(dto);
        });
        await db.execute(sql\`UPDATE \${users} SET name = \${name}\`);
        return db.update(posts).set(dto);`),
      writes: [
        'update users: name',
        'upsert users: name',
        'delete blog_posts: unknown columns',
        'insert blog_posts: unknown columns',
        'update users: name',
        'update blog_posts: unknown columns',
      ],
    },
    {
      shows: 'no writes in reads, and none that nobody waits for',
      code: run(`
        db.update(users).set({ name });
        await db.select().from(users);
        await db.query.users.findMany();`),
    },
    {
      shows: 'the row that is cached',
      code: readThrough(
        'const [user] = await db.select({ id: users.id }).from(users).where(eq(users.id, id));',
      ),
      cached: HOLDS_USERS,
    },
    {
      shows: 'the row that a relational query gives',
      code: readThrough(
        'const user = await db.query.users.findFirst({ where: eq(users.id, id), with: { tags: true } });',
      ),
      cached: ['user:{id} holds users,tags'],
    },
    {
      shows: 'rows that are joined',
      code: readThrough(
        'const [user] = await db.select().from(users).leftJoin(posts, eq(posts.id, users.id)).limit(1);',
      ),
      cached: ['user:{id} holds users,blog_posts'],
    },
  ],
);

describeDatabase(
  'kysely',
  { kysely: '^0.27.0', ioredis: '^5.0.0' },
  `${REDIS}import { Kysely, sql } from 'kysely';\nconst db = new Kysely<Database>({ dialect });`,
  [
    {
      shows: 'writes that are executed, and none that are not',
      code: run(`
        await db.updateTable('users').set({ name }).where('id', '=', id).execute();
        await db.insertInto('users').values({ name }).returningAll().executeTakeFirstOrThrow();
        await db.transaction().setIsolationLevel('serializable').execute(async (trx) => {
          await trx.deleteFrom('app.posts').where('id', '=', id).execute();
        });
        await sql\`delete from tags where id = \${id}\`.execute(db);
        await db.replaceInto('likes').values(dto).execute();
        await db.insertInto('users').values({ id, name }).onConflict((oc) => oc.column('id').doUpdateSet({ name })).execute();
        await db.insertInto('users').values({ id, name }).onConflict((oc) => oc.doNothing()).execute();
        const unused = db.deleteFrom('users');`),
      writes: [
        'update users: name',
        'insert users: name',
        'delete app.posts: unknown columns',
        'delete tags: unknown columns',
        'upsert likes: unknown columns',
        'upsert users: id, name',
        'insert users: id, name',
      ],
    },
    {
      shows: 'the row that is cached, given by a transaction',
      code: readThrough(
        "const user = await db.transaction().execute((trx) => trx.selectFrom('users').selectAll().where('id', '=', id).executeTakeFirst());",
      ),
      cached: HOLDS_USERS,
    },
  ],
);

describeDatabase(
  'supabase',
  { '@supabase/supabase-js': '^2.47.0', ioredis: '^5.0.0' },
  `${REDIS}import { createClient } from '@supabase/supabase-js';\nconst supabase = createClient('', '');`,
  [
    {
      shows: 'writes that are waited for, and none that are not',
      code: run(`
        await supabase.from('users').update({ name }).eq('id', id);
        const { data, error } = await supabase.from('users').insert(dto).select().single();
        await supabase.schema('app').from('posts').delete().eq('id', id);
        await supabase.from('tags').upsert({ id, name }, { onConflict: 'id' });
        supabase.from('users').delete().eq('id', id);`),
      writes: [
        'update users: name',
        'insert users: unknown columns',
        'delete posts: unknown columns',
        'upsert tags: id, name',
      ],
    },
    {
      shows: 'the row that is cached',
      code: readThrough(
        "const { data } = await supabase.from('users').select('*').eq('id', id).single();",
        'data',
      ),
      cached: HOLDS_USERS,
    },
  ],
);
