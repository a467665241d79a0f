import { describeDatabase } from './databases.js';

const DEPENDENCIES = { sequelize: '^6.37.0', 'sequelize-typescript': '^2.1.6', ioredis: '^5.0.0' };

const HEADER = `
import Redis from 'ioredis';
import { DataTypes, Model, Sequelize } from 'sequelize';
const sequelize = new Sequelize('postgres://localhost');
class User extends Model { name: string; }
User.init({ name: DataTypes.STRING }, { sequelize });
const redis = new Redis();
declare const name: string;
`;

const inFunction = (body: string): string => `export async function run(id: string) { ${body} }`;

const readThrough = (read: string): string =>
  inFunction(`
    const hit = await redis.get(\`user:\${id}\`);
    if (hit) return JSON.parse(hit);
    const user = ${read};
    await redis.set(\`user:\${id}\`, JSON.stringify(user), 'EX', 600);
    return user;`);

const HOLDS_USER = ['user:{id} holds User'];

describeDatabase('sequelize', DEPENDENCIES, HEADER, [
  {
    shows: 'writes through a class',
    code: inFunction(`
      await User.update({ name }, { where: { id } });
      await User.destroy({ where: { id } });
      await User.create({ name });
      await User.upsert({ id, name });
      await User.increment('visits', { where: { id } });
      await User.bulkCreate([{ id, name }], { updateOnDuplicate: ['name'] });
      await User.bulkCreate([{ id, name }]);`),
    writes: [
      'update User: name',
      'delete User: unknown columns',
      'insert User: name',
      'upsert User: id, name',
      'update User: visits',
      'upsert User: id, name',
      'insert User: id, name',
    ],
  },
  {
    shows: 'rows of another entity that a row makes',
    code: inFunction(`
      const user = await User.findByPk(id);
      await user.createPost({ title: name });
      await user.$create('comment', { body: name });`),
    writes: ['insert Post: unknown columns', 'insert comment: unknown columns'],
  },
  {
    shows: 'writes through a row',
    code: inFunction(`
      const user = await User.findByPk(id);
      await user.update({ name });
      user.name = name;
      await user.save();
      await user.destroy();
      await User.build({ name }).save();
      await new User({ name }).save();`),
    writes: [
      'update User: name',
      'update User: name',
      'delete User: unknown columns',
      'insert User: unknown columns',
      'insert User: unknown columns',
    ],
  },
  {
    shows: 'no write in building and reading',
    code: inFunction('User.build({ name }); await User.findAll(); await User.count();'),
  },
  {
    shows: 'columns that are put together before the write',
    code: inFunction(`
      const changes: Record<string, unknown> = {};
      if (name) changes.name = name;
      await User.update(changes, { where: { id } });
      const others = {};
      others[name] = 1;
      await User.update(others, { where: { id } });`),
    writes: ['update User: name', 'update User: unknown columns'],
  },
  {
    shows: 'models that are defined, and those of the client',
    code: `
      const Order = sequelize.define('Order', { total: DataTypes.INTEGER });
      ${inFunction(`
        await Order.update({ total: 1 }, { where: { id } });
        await sequelize.models.Invoice.destroy({ where: { id } });`)}`,
    writes: ['update Order: total', 'delete Invoice: unknown columns'],
  },
  {
    shows: 'models in one object, by name and as found in a folder',
    code: `
      const define = (client: Sequelize) => client.define('Cart', {});
      const db: Record<string, any> = {};
      for (const file of files) {
        const model = load(file)(sequelize, DataTypes);
        db[model.name] = model;
      }
      db.sequelize = sequelize;
      const tables: Record<string, any> = {};
      tables.carts = define(sequelize);
      ${inFunction(`
        await db.Address.update({ name }, { where: { id } });
        await tables.carts.destroy({ where: { id } });`)}`,
    writes: ['update Address: name', 'delete Cart: unknown columns'],
  },
  {
    shows: 'a decorated class, injected too',
    code: `
      import { InjectModel } from '@nestjs/sequelize';
      import { Column, Model as Row, Table } from 'sequelize-typescript';
      @Table({ tableName: 'shop_items' })
      class Item extends Row { @Column title: string; }
      class Items {
        constructor(@InjectModel(Item) private items: typeof Item) {}
        async run(id: number) {
          await this.items.update({ title: name }, { where: { id } });
          await Item.destroy({ where: { id } });
        }
      }`,
    writes: ['update Item: title', 'delete Item: unknown columns'],
  },
  {
    shows: 'rows of a relation, which are not those they are asked of',
    code: inFunction(`
      const user = await User.findByPk(id);
      const [order] = await user.getOrders();
      await order.destroy();
      const [cart] = await user.$get('carts');
      await cart.update({ name });`),
    writes: ['delete Orders: unknown columns', 'update carts: name'],
  },
  {
    shows: 'a row by its own class, however many stand between it and the library',
    code: `
      class Base extends Model {}
      class Team extends Base {
        static get current() { return this.findOne(); }
        async close() { await this.destroy(); }
      }
      ${inFunction('await Team.current; await Team.update({ name }, { where: { id } });')}`,
    writes: ['delete Team: unknown columns', 'update Team: name'],
  },
  { shows: 'the row that is cached', code: readThrough('await User.findByPk(id)'), cached: HOLDS_USER },
  {
    shows: 'the rows of a page that are cached',
    code: readThrough('(await User.findAndCountAll({ where: { id } })).rows'),
    cached: HOLDS_USER,
  },
]);
