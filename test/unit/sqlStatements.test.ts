/** What SQL does, in the ways in which it is written in code: with placeholders, holes and two grammars. */
import assert from 'node:assert/strict';
import { filledSql, HOLE_MARK, type PlaceholderValue } from '../../server/src/libraries/sql/filledSql.js';
import { SqlReader } from '../../server/src/libraries/sql/sqlStatements.js';

const reader = new SqlReader();

const linesOf = (text: string, values?: readonly (PlaceholderValue | undefined)[]): readonly string[] =>
  reader.read(filledSql(text.replaceAll('{}', HOLE_MARK), values)).map((statement) => {
    const { operation, table, many, aggregate, columns, joined } = statement;
    const reads =
      operation === 'read'
        ? [aggregate ? 'aggregate' : many ? 'many' : 'one', ...joined.map(({ table: name }) => `+${name}`)]
        : [];
    return [operation, table, ...reads, columns ? columns.join(',') : 'any'].join(' ');
  });

const CASES: Readonly<Record<string, readonly string[]>> = {
  // Placeholders.
  'UPDATE pagamentos SET status = ? WHERE id = ?': ['update pagamentos status'],
  'update users set name=$1, email = $2 where id=$3 returning *': ['update users name,email'],
  'UPDATE users SET name = :name WHERE id = :id': ['update users name'],
  'UPDATE users SET name = @name WHERE id = @id': ['update users name'],
  'update users set n = n + 1 where id = ANY($1::int[])': ['update users n'],
  'update users set data = data || $1::jsonb where id = $2': ['update users data'],
  'INSERT INTO users SET ?': ['insert users any'],
  'UPDATE users SET ? WHERE id = ?': ['update users any'],
  'INSERT INTO users (a, b) VALUES ?': ['insert users a,b'],
  'SELECT * FROM users WHERE id IN ?': ['read users many any'],
  'SELECT * FROM ?? WHERE ?? = ?': [],
  // Holes of templates.
  'update users set {} where id = {}': ['update users any'],
  'insert into users {}': ['insert users any'],
  'insert into users {} returning *': ['insert users any'],
  'insert into users ({}) values ({})': ['insert users any'],
  'select {} from users where {} order by {} {} limit {}': ['read users many any'],
  'select * from users where id = {} {}': ['read users one any'],
  'update {} set a = 1': [],
  'update users_{} set a = 1': [],
  'update {}.users set a = 1': ['update users a'],
  '{}': [],
  '{} where id = 1': [],
  // Two grammars.
  'UPDATE `users` SET `name` = ? LIMIT 1': ['update users name'],
  'insert into "app"."Users" (name) values ($1) on conflict (id) do update set name = excluded.name': [
    'upsert Users name',
  ],
  'insert into users (a) values ($1) on conflict do nothing': ['insert users a'],
  'INSERT INTO users (a) VALUES (?) ON DUPLICATE KEY UPDATE b = VALUES(b)': ['upsert users a,b'],
  'REPLACE INTO users (a) VALUES (?)': ['upsert users a'],
  'INSERT OR REPLACE INTO users (a) VALUES (?)': ['upsert users a'],
  'INSERT OR IGNORE INTO users (a) VALUES (?)': ['insert users a'],
  'UPDATE users u JOIN posts p ON p.uid = u.id SET u.a = 1, p.b = 2': ['update users a', 'update posts b'],
  'update users as u set a = 1 from posts where posts.uid = u.id': ['update users a'],
  'DELETE p FROM posts p INNER JOIN users u ON u.id = p.uid WHERE u.id = ?': ['delete posts any'],
  'delete from only users where id = $1': ['delete users any'],
  'TRUNCATE TABLE users, posts': ['delete users any', 'delete posts any'],
  // What is read.
  'select id, name from users where id = $1': ['read users one id,name'],
  'select * from users where user_id = $1': ['read users one any'],
  'select * from posts where user_id = $1': ['read posts many any'],
  'select * from users where email = $1 limit 1': ['read users one any'],
  'select u.*, p.title from users u left join posts p on p.uid = u.id': ['read users many +posts any'],
  'select count(*) as n from users': ['read users aggregate any'],
  'select coalesce(sum(total), 0)::int as n from orders where user_id = $1': ['read orders aggregate any'],
  'select exists(select 1 from users where id = $1)': [],
  'select * from (select * from users) u': ['read users many any'],
  'with moved as (update users set a = 1 returning *) select * from moved': [
    'update users a',
    'read users many any',
  ],
  'select id from users for update skip locked': ['read users many id'],
  // Nothing that is said.
  'update users set': [],
  BEGIN: [],
  'call refresh_users(1)': [],
  'please update users set a = 1': [],
};

describe('SQL', () => {
  for (const [text, expected] of Object.entries(CASES)) {
    it(text, () => assert.deepEqual(linesOf(text), expected));
  }

  it('takes columns and names from the values of its placeholders', () => {
    const values = [{ name: 'users' }, { columns: ['name', 'email'] }, undefined];
    assert.deepEqual(linesOf('UPDATE ?? SET ? WHERE id = ?', values), ['update users name,email']);
  });

  it('reads several statements, and none in comments and texts', () => {
    const text =
      "-- update a set b = 1\ndelete from posts where title = 'update users set x = 1'; update users set c = {}";
    assert.deepEqual(linesOf(text), ['delete posts any', 'update users c']);
  });
});
