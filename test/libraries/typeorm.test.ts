import { describeDatabase } from './databases.js';

const HEADER = `
import { InjectRepository } from '@nestjs/typeorm';
import Redis from 'ioredis';
import { BaseEntity, DataSource, Entity, EntityManager, Repository } from 'typeorm';
@Entity('sys_user')
class UserEntity { id: number; name: string; }
@Entity()
class Session extends BaseEntity { id: number; }
const redis = new Redis();
const source = new DataSource({});
`;

const inService = (body: string): string => `
class UserService {
  constructor(
    @InjectRepository(UserEntity) private readonly users,
    private readonly typed: Repository<UserEntity>,
    private readonly manager: EntityManager,
  ) {}
  async run(id: number, dto: { name: string }) { ${body} }
}
`;

const readThrough = (read: string): string =>
  inService(`
    const hit = await redis.get(\`user:\${id}\`);
    if (hit) return JSON.parse(hit);
    const user = ${read};
    await redis.set(\`user:\${id}\`, JSON.stringify(user), 'EX', 600);
    return user;`);

const HOLDS_USER = ['user:{id} holds UserEntity'];

describeDatabase('typeorm', { typeorm: '^0.3.20', ioredis: '^5.0.0', '@nestjs/typeorm': '^10.0.0' }, HEADER, [
  {
    shows: 'an injected repository',
    code: inService('await this.users.update(id, { name: dto.name });'),
    writes: ['update UserEntity: name'],
  },
  {
    shows: 'a repository by its annotation',
    code: inService('await this.typed.delete(id);'),
    writes: ['delete UserEntity: unknown columns'],
  },
  {
    shows: 'a repository asked for by its class',
    code: inService('await source.getRepository(UserEntity).softDelete(id);'),
    writes: ['delete UserEntity: unknown columns'],
  },
  {
    shows: 'a save of new, of read and of other rows',
    code: inService(`
      await this.users.save(this.users.create(dto));
      await this.users.save(await this.users.findOneBy({ id }));
      await this.users.save({ name: dto.name });
      await this.users.save({ id, name: dto.name });`),
    writes: [
      'insert UserEntity: unknown columns',
      'update UserEntity: unknown columns',
      'insert UserEntity: name',
      'upsert UserEntity: id, name',
    ],
  },
  {
    shows: 'no write in create, merge and reads',
    code: inService('this.users.create(dto); this.users.merge(dto); await this.users.find();'),
  },
  {
    shows: 'the entity manager, inside a transaction too',
    code: inService(`
      await this.manager.increment(UserEntity, { id }, 'visits', 1);
      await source.transaction(async (tx) => {
        await tx.update(UserEntity, { id }, { name: dto.name });
        await tx.getRepository(UserEntity).insert({ name: dto.name });
      });`),
    writes: ['update UserEntity: visits', 'update UserEntity: name', 'insert UserEntity: name'],
  },
  {
    shows: 'a query builder that is run, and none that is not',
    code: inService(`
      await source.createQueryBuilder().update(UserEntity).set({ name: dto.name }).where('id = 1').execute();
      await this.users.createQueryBuilder().delete().where('id = 1').execute();
      this.users.createQueryBuilder().update().set({ name: dto.name });`),
    writes: ['update UserEntity: name', 'delete UserEntity: unknown columns'],
  },
  {
    shows: 'active record, by the class and by the row',
    code: inService(`
      await Session.delete(id);
      const session = await Session.findOneByOrFail({ id });
      await session.save();
      await new Session().save();`),
    writes: [
      'delete Session: unknown columns',
      'update Session: unknown columns',
      'insert Session: unknown columns',
    ],
  },
  {
    shows: 'a repository class of its own, and one behind a base class',
    code: `
      class Users extends Repository<UserEntity> {
        rename(id: number, name: string) { return this.update(id, { name }); }
      }
      abstract class Base<T> {
        constructor(protected readonly repository: Repository<T>) {}
        erase(id: number) { return this.repository.delete(id); }
      }
      class Accounts extends Base<UserEntity> {
        constructor(repository: Repository<UserEntity>) { super(repository); }
        async close(id: number) { await this.repository.update(id, { name: '' }); }
      }`,
    writes: ['update UserEntity: name', 'update UserEntity: name'],
  },
  {
    shows: 'the row that is cached',
    code: readThrough('await this.users.findOneBy({ id })'),
    cached: HOLDS_USER,
  },
  {
    shows: 'the row that a query builder gives',
    code: readThrough("await this.users.createQueryBuilder('u').where('u.id = :id', { id }).getOne()"),
    cached: HOLDS_USER,
  },
]);
