import { describeDatabase } from './databases.js';

const REDIS = `
import Redis from 'ioredis';
const redis = new Redis();
`;

const run = (body: string): string => `export async function run(id: number, name: string, dto) { ${body} }`;

const readThrough = (read: string): string => `
export async function getUser(id: number) {
  const hit = await redis.get(\`user:\${id}\`);
  if (hit) return JSON.parse(hit);
  const user = ${read};
  await redis.set(\`user:\${id}\`, JSON.stringify(user), 'EX', 600);
  return user;
}`;

describeDatabase(
  'knex',
  { knex: '^3.1.0', ioredis: '^5.0.0' },
  `${REDIS}import knex, { type Knex } from 'knex';\nconst db = knex({ client: 'pg' });`,
  [
    {
      shows: 'one write for a chain, wherever in it the operation is said',
      code: run(`
        await db('users').where({ id }).update({ name }).returning('*');
        await db('users').update('name', name).where('id', id);
        await db('app.users as u').increment('visits').decrement('credit', 2).update({ name }).where({ id });
        await db.table('posts').where('user_id', id).del();
        await db('tags').insert({ name }).onConflict('name').merge(['name']);
        await db('tags').insert(dto, '*');
        await db.insert({ name }).into('labels');
        return db('likes').truncate();`),
      writes: [
        'update users: name',
        'update users: name',
        'update app.users: visits, credit, name',
        'delete posts: unknown columns',
        'upsert tags: name',
        'insert tags: unknown columns',
        'insert labels: name',
        'delete likes: unknown columns',
      ],
    },
    {
      shows: 'transactions, with a callback and without',
      code: run(`
        await db.transaction(async (trx) => {
          await trx('users').where({ id }).update({ [name]: 1 }).increment('n');
          await db('posts').transacting(trx).delete();
        });
        const trx = await db.transaction();
        await trx('tags').where({ id }).update({ name });
        await trx.commit();`),
      writes: ['update users: unknown columns', 'delete posts: unknown columns', 'update tags: name'],
    },
    {
      shows: 'a query in a variable, one given by a function, raw SQL, an annotation',
      code: `
        const users = (client: Knex) => client('users');
        ${run(`
          const query = db('posts').where({ id });
          if (name) query.andWhere({ name });
          await query.delete();
          await users(db).where({ id }).update({ name });
          await db.raw('UPDATE tags SET name = ? WHERE id = ?', [name, id]);`)}`,
      writes: ['delete posts: unknown columns', 'update users: name', 'update tags: name'],
    },
    {
      shows: 'nothing that nobody waits for, and nothing in reads',
      code: run(`
        db('users').where({ id }).update({ name });
        await db('users').where({ id }).first();
        await db.select('id').from('users');`),
    },
    {
      shows: 'the row that is cached',
      code: readThrough("await db('users').where({ id }).first()"),
      cached: ['user:{id} holds users'],
    },
    {
      shows: 'rows that are joined, and those that a transaction gives',
      code: readThrough(
        "await db.transaction((trx) => trx.select('users.*', 'p.title').from('users').leftJoin('posts as p', 'p.uid', 'users.id').first())",
      ),
      cached: ['user:{id} holds users,posts'],
    },
  ],
);

describeDatabase(
  'objection',
  { objection: '^3.1.0', knex: '^3.1.0', ioredis: '^5.0.0' },
  `${REDIS}import { Model } from 'objection';
  class User extends Model { static tableName = 'users'; }
  class Post extends Model { static get tableName() { return 'blog_posts'; } }`,
  [
    {
      shows: 'queries on classes and on rows',
      code: run(`
        await User.query().findById(id).patch({ name });
        await User.query().patchAndFetchById(id, { name });
        await Post.query().deleteById(id);
        await Post.query().insert(dto);
        const user = await User.query().findOne({ name });
        await user.$query().patch({ name });
        User.query().delete();`),
      writes: [
        'update User: name',
        'update User: name',
        'delete Post: unknown columns',
        'insert Post: unknown columns',
        'update User: name',
      ],
    },
    {
      shows: 'the row that is cached',
      code: readThrough("await User.query().findById(id).withGraphFetched('posts')"),
      cached: ['user:{id} holds User,posts'],
    },
  ],
);
