import { describeDatabase } from './databases.js';

const HEADER = `
import { type Collection, type Db, MongoClient } from 'mongodb';
import Redis from 'ioredis';
const client = new MongoClient('mongodb://localhost');
const db = client.db('shop');
const redis = new Redis();
`;

const inFunction = (body: string): string =>
  `export async function run(id: string, name: string) { ${body} }`;

describeDatabase('mongodb', { mongodb: '^6.0.0', ioredis: '^5.0.0' }, HEADER, [
  {
    shows: 'writes to a collection by its name',
    code: inFunction(`
      await db.collection('users').updateOne({ _id: id }, { $set: { name } });
      await db.collection('users').insertOne({ name });
      await db.collection('users').findOneAndDelete({ _id: id });
      await db.collection('orders').bulkWrite([]);
      await db.collection('orders').find({ id }).toArray();`),
    writes: [
      'update users: name',
      'insert users: name',
      'delete users: unknown columns',
      'upsert orders: unknown columns',
    ],
  },
  {
    shows: 'a client that connects first, and a collection kept in a field',
    code: `
      async function connect(): Promise<Db> {
        const connected = await MongoClient.connect('mongodb://localhost');
        return connected.db();
      }
      class Users {
        private users: Collection<{ name: string }>;
        constructor(database: Db) { this.users = database.collection('users'); }
        close(id: string) { return this.users.deleteOne({ id }); }
      }
      ${inFunction("await (await connect()).collection('carts').updateMany({}, { $unset: { total: '' } });")}`,
    writes: ['delete users: unknown columns', 'update carts: total'],
  },
  {
    shows: 'the documents that are cached',
    code: inFunction(`
      if (await redis.get('users:all')) return;
      const users = await db.collection('users').find({}).sort({ name: 1 }).toArray();
      await redis.set('users:all', JSON.stringify(users), 'EX', 60);`),
    cached: ['users:all holds users'],
  },
  {
    shows: 'the document that is cached',
    code: inFunction(`
      await redis.get(\`user:\${id}\`);
      const user = await db.collection('users').findOne({ id }, { projection: { name: 1 } });
      await redis.set(\`user:\${id}\`, JSON.stringify(user), 'EX', 60);`),
    cached: ['user:{id} holds users'],
  },
]);
