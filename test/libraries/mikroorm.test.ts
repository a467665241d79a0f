import { describeDatabase } from './databases.js';

const HEADER = `
import { Entity, EntityManager, EntityRepository, MikroORM, wrap } from '@mikro-orm/core';
import { InjectRepository } from '@mikro-orm/nestjs';
import Redis from 'ioredis';
@Entity()
class User { id: string; name: string; email: string; }
@Entity({ tableName: 'orders' })
class Order { id: string; total: number; }
const redis = new Redis();
declare const name: string;
`;

const inService = (body: string): string => `
class Service {
  constructor(private readonly em: EntityManager, @InjectRepository(User) private readonly users) {}
  async run(id: string, dto: { name: string }) { ${body} }
}`;

const HOLDS_USER = ['user:{id} holds User'];

describeDatabase('mikro-orm', { '@mikro-orm/core': '^6.2.0', ioredis: '^5.0.0' }, HEADER, [
  {
    shows: 'columns that were assigned before a flush',
    code: inService(`
      const user = await this.em.findOneOrFail(User, id);
      user.name = name;
      user.email = '';
      await this.em.flush();`),
    writes: ['update User: name, email'],
  },
  {
    shows: 'queries that are built step by step',
    code: inService(`
      await this.em.createQueryBuilder(User).update({ name }).where({ id }).execute();
      await this.em.qb(Order).delete({ id });
      await this.em.createQueryBuilder(User).select('name').where({ id }).getSingleResult();`),
    writes: ['update User: name', 'delete Order: unknown columns'],
  },
  {
    shows: 'rows that are handed over',
    code: inService(`
      const user = await this.em.findOneOrFail(User, id);
      this.em.assign(user, { name });
      const order = this.em.create(Order, { total: 1 });
      await this.em.persist(order).flush();
      this.em.remove(user);
      await this.em.flush();`),
    writes: ['update User: name', 'insert Order: unknown columns', 'delete User: unknown columns'],
  },
  {
    shows: 'one call for both',
    code: inService(`
      await this.em.persistAndFlush(new User());
      await this.em.removeAndFlush(await this.users.findOne(id));`),
    writes: ['insert User: unknown columns', 'delete User: unknown columns'],
  },
  {
    shows: 'writes without a unit of work',
    code: inService(`
      await this.em.nativeUpdate(User, { id }, { name });
      await this.users.nativeDelete({ id });
      await this.em.upsert(Order, { id, total: 1 });`),
    writes: ['update User: name', 'delete User: unknown columns', 'upsert Order: id, total'],
  },
  {
    shows: 'a transaction, which flushes by itself',
    code: inService(`
      await this.em.transactional(async (em) => {
        const order = await em.findOneOrFail(Order, id);
        order.total = 0;
      });`),
    writes: ['update Order: total'],
  },
  {
    shows: 'a repository and a wrapped row',
    code: inService(`
      const user = await this.users.findOneOrFail({ id });
      wrap(user).assign({ name });
      await this.users.getEntityManager().flush();`),
    writes: ['update User: name'],
  },
  {
    shows: 'a row by its annotation',
    code: `async function rename(em: EntityManager, user: User) { user.name = name; await em.flush(); }`,
    writes: ['update User: name'],
  },
  {
    shows: 'no write without a flush, and none of what was only read',
    code: inService(`
      const user = await this.em.findOne(User, id);
      this.em.persist(new Order());
      user.name = name;`),
  },
  {
    shows: 'no update of a row that was made here',
    code: inService(`
      const user = this.em.create(User, dto);
      user.name = name;
      await this.em.flush();`),
    writes: ['insert User: unknown columns'],
  },
  {
    shows: 'the row that is cached',
    code: inService(`
      const hit = await redis.get(\`user:\${id}\`);
      if (hit) return JSON.parse(hit);
      const user = await this.users.findOne({ id });
      await redis.set(\`user:\${id}\`, JSON.stringify(user), 'EX', 600);`),
    cached: HOLDS_USER,
  },
]);
