import { describeDatabase } from './databases.js';

const DEPENDENCIES = { '@adonisjs/lucid': '^20.1.0', '@adonisjs/redis': '^8.0.0' };

const HEADER = `
import redis from '@adonisjs/redis/services/main';
import { BaseModel, column } from '@adonisjs/lucid/orm';
import db from '@adonisjs/lucid/services/db';
class User extends BaseModel {
  @column({ isPrimary: true }) declare id: number;
  @column() declare name: string;
}
declare const name: string;
declare const ids: string[];
`;

const inFunction = (body: string): string => `export async function run(id: string) { ${body} }`;

const readThrough = (read: string): string =>
  inFunction(`
    const hit = await redis.connection('main').get(\`user:\${id}\`);
    if (hit) return JSON.parse(hit);
    const user = ${read};
    await redis.setex(\`user:\${id}\`, 600, JSON.stringify(user));
    return user;`);

describeDatabase('lucid', DEPENDENCIES, HEADER, [
  {
    shows: 'writes through a class',
    code: inFunction(`
      await User.create({ name });
      await User.createMany([{ name }]);
      await User.updateOrCreate({ id }, { name });
      await User.query().whereIn('id', ids).update({ name });
      await User.query().where('id', id).increment('visits', 1);
      await User.query().where('id', id).delete();`),
    writes: [
      'insert User: name',
      'insert User: name',
      'upsert User: name',
      'update User: name',
      'update User: visits',
      'delete User: unknown columns',
    ],
  },
  {
    shows: 'writes through a row',
    code: inFunction(`
      const user = await User.findOrFail(id);
      user.name = name;
      await user.save();
      const made = new User();
      await made.save();
      await user.delete();
      await user.related('posts').create({ title: name });`),
    writes: [
      'update User: name',
      'insert User: unknown columns',
      'delete User: unknown columns',
      'insert posts: title',
    ],
  },
  {
    shows: 'writes to a table',
    code: inFunction(`
      await db.from('users').where('id', id).update({ name });
      await db.table('users').insert({ name });
      await db.rawQuery('DELETE FROM users WHERE id = ?', [id]);
      await db.transaction(async (trx) => {
        await trx.from('users').where('id', id).delete();
      });`),
    writes: [
      'update users: name',
      'insert users: name',
      'delete users: unknown columns',
      'delete users: unknown columns',
    ],
  },
  { shows: 'a row by its id', code: readThrough('await User.find(id)'), cached: ['user:{id} holds User'] },
  {
    shows: 'a row by another column',
    code: readThrough("await User.findByOrFail('name', id)"),
    cached: ['user:{id} holds User'],
  },
  {
    shows: 'the first row of a query',
    code: readThrough("await User.query().where('id', id).preload('posts').firstOrFail()"),
    cached: ['user:{id} holds User,posts'],
  },
]);
