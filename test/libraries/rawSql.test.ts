import { describeDatabase } from './databases.js';

const REDIS = `
import Redis from 'ioredis';
const redis = new Redis();
`;

const readThrough = (read: string): string => `
export async function getUser(id: number) {
  const hit = await redis.get(\`user:\${id}\`);
  if (hit) return JSON.parse(hit);
  ${read}
  await redis.set(\`user:\${id}\`, JSON.stringify(user), 'EX', 600);
  return user;
}`;

const run = (body: string): string => `export async function run(id: number, name: string, dto) { ${body} }`;

describeDatabase(
  'pg',
  { pg: '^8.11.0', ioredis: '^5.0.0' },
  `${REDIS}import pg, { Client, Pool, type PoolClient } from 'pg';\nconst pool = new Pool();\nconst RENAME = 'UPDATE users SET name = $1 WHERE id = $2';`,
  [
    {
      shows: 'a statement in a constant, in an object and in a template',
      code: run(`
        await pool.query(RENAME, [name, id]);
        await pool.query({ text: 'DELETE FROM users WHERE id = $1', values: [id] });
        await pool.query(\`INSERT INTO app.users (name) VALUES ('\${name}') ON CONFLICT DO NOTHING\`);`),
      writes: ['update users: name', 'delete users: unknown columns', 'insert users: name'],
    },
    {
      shows: 'rows that are moved from one table to another in one statement',
      code: run(`
        await pool.query(
          'WITH gone AS (DELETE FROM users WHERE id = $1 RETURNING *) INSERT INTO old_users (id) SELECT id FROM gone',
          [id],
        );`),
      writes: ['delete users: unknown columns', 'insert old_users: unknown columns'],
    },
    {
      shows: 'clients of every kind',
      code: `
        export async function one(client: PoolClient) { await client.query('TRUNCATE users'); }
        ${run(`
          const client = await pool.connect();
          await client.query('update users set a = 1');
          const own = new pg.Client();
          await own.query('update posts set a = 1');
          pool.connect((err, client, release) => { client.query('update tags set a = 1', () => release()); });`)}`,
      writes: ['delete users: unknown columns', 'update users: a', 'update posts: a', 'update tags: a'],
    },
    {
      shows: 'nothing where the statement is not known',
      code: run(
        `await pool.query(dto.sql); await pool.query(\`update \${dto.table} set a = 1\`); await pool.query('BEGIN');`,
      ),
    },
    {
      shows: 'a statement that is put together',
      code: run(`
        const fields = Object.keys(dto).map((key, index) => \`\${key} = $\${index + 1}\`);
        await pool.query('UPDATE users SET ' + fields.join(', ') + ' WHERE id = ' + id);
        let text = 'DELETE FROM users WHERE id = $1';
        if (name) text += ' AND name = $2';
        await pool.query(text, [id, name]);`),
      writes: ['update users: unknown columns', 'delete users: unknown columns'],
    },
    {
      shows: 'the row that is cached, by index, by destructuring, in a result',
      code: readThrough(`
        const { rows: [user] } = await pool.query('SELECT * FROM users WHERE id = $1', [id]);`),
      cached: ['user:{id} holds users'],
    },
    {
      shows: 'the row that is cached, by its index',
      code: readThrough(`
        const result = await pool.query('SELECT u.*, p.title FROM users u JOIN posts p ON p.uid = u.id');
        const user = result.rows[0];`),
      cached: ['user:{id} holds users,posts'],
    },
    {
      shows: 'no row where only a number is cached',
      code: readThrough(`
        const { rows } = await pool.query('SELECT count(*) FROM users');
        const user = rows[0].count;`),
      cached: ['user:{id} holds '],
    },
  ],
);

describeDatabase(
  'mysql',
  { mysql: '^2.18.0', mysql2: '^3.0.0', ioredis: '^5.0.0' },
  `${REDIS}
  const mysql = require('mysql');
  const promises = require('mysql2/promise');
  const { promisify } = require('util');
  const connection = mysql.createConnection({});
  const pool = promises.createPool({});`,
  [
    {
      shows: 'callbacks and promises',
      code: run(`
        connection.query('UPDATE users SET status = ? WHERE id = ?', [name, id], (error, rows) => {});
        await pool.execute('REPLACE INTO users (id, name) VALUES (?, ?)', [id, name]);
        const own = await pool.getConnection();
        await own.query({ sql: 'DELETE FROM users WHERE id = ?', values: [id] });`),
      writes: ['update users: status', 'upsert users: id, name', 'delete users: unknown columns'],
    },
    {
      shows: 'the columns of an object, and the name of a table',
      code: run(`
        connection.query('INSERT INTO users SET ?', { name, email: '' });
        connection.query('UPDATE ?? SET ? WHERE id = ?', ['users', { name }, id]);
        connection.query('UPDATE users SET ? WHERE id = ?', [dto, id]);
        connection.query(mysql.format('UPDATE users SET a = ?', [id]));`),
      writes: [
        'insert users: name, email',
        'update users: name',
        'update users: unknown columns',
        'update users: a',
      ],
    },
    {
      shows: 'a method made to give a promise',
      code: `const query = promisify(connection.query).bind(connection);\n${run("await query('DELETE FROM users WHERE id = ?', [id]);")}`,
      writes: ['delete users: unknown columns'],
    },
    {
      shows: 'the row that is cached, behind a promise',
      code: readThrough(
        "const [rows] = await pool.query('SELECT id, name FROM users WHERE id = ?', [id]); const user = rows[0];",
      ),
      cached: ['user:{id} holds users'],
    },
    {
      shows: 'the rows that a callback is given',
      code: `
        export async function getUser(id: number, done) {
          const hit = await redis.get(\`user:\${id}\`);
          if (hit) return done(JSON.parse(hit));
          connection.query('SELECT * FROM users WHERE id = ?', [id], (fault, rows) => {
            redis.set(\`user:\${id}\`, JSON.stringify(rows[0]), 'EX', 600);
            done(rows[0]);
          });
        }`,
      cached: ['user:{id} holds users'],
    },
  ],
);

describeDatabase(
  'sqlite',
  { 'better-sqlite3': '^11.0.0', sqlite3: '^5.0.0', ioredis: '^5.0.0' },
  `${REDIS}import Database from 'better-sqlite3';\nimport sqlite3 from 'sqlite3';\nconst db = new Database('a.db');\nconst other = new sqlite3.Database('b.db');`,
  [
    {
      shows: 'statements that are prepared and run, and none that are not',
      code: `
        const rename = db.prepare('UPDATE users SET name = @name WHERE id = @id');
        const unused = db.prepare('DELETE FROM users');
        ${run(`
          rename.run({ name, id });
          db.prepare('INSERT OR REPLACE INTO users (id) VALUES (?)').run(id);
          db.transaction(() => { db.prepare('DELETE FROM posts').run(); })();
          other.run('UPDATE tags SET a = ?', [id], (err) => {});`)}`,
      writes: ['update users: name', 'upsert users: id', 'delete posts: unknown columns', 'update tags: a'],
    },
    {
      shows: 'the row that is cached',
      code: readThrough("const user = db.prepare('SELECT * FROM users WHERE id = ?').get(id);"),
      cached: ['user:{id} holds users'],
    },
  ],
);

describeDatabase(
  'tagged templates',
  {
    postgres: '^3.4.0',
    slonik: '^40.0.0',
    '@vercel/postgres': '^0.10.0',
    ioredis: '^5.0.0',
    '@prisma/client': '^6.0.0',
  },
  `${REDIS}
  import postgres from 'postgres';
  import { createPool, sql as slonik } from 'slonik';
  import { sql as vercel } from '@vercel/postgres';
  import { neon } from '@neondatabase/serverless';
  import { Prisma, PrismaClient } from '@prisma/client';
  const sql = postgres('');
  const pool = createPool('');
  const neonSql = neon('');
  const prisma = new PrismaClient();`,
  [
    {
      shows: 'postgres.js with its parts of statements',
      code: run(`
        await sql\`update users set \${sql(dto, 'name')} where id = \${id}\`;
        await sql\`insert into \${sql('users')} \${sql(dto)} \${name ? sql\`returning *\` : sql\`\`}\`;
        await sql.begin(async (tx) => { await tx\`delete from posts where id = \${id}\`; });
        await sql.unsafe('truncate tags');`),
      writes: [
        'update users: unknown columns',
        'insert users: unknown columns',
        'delete posts: unknown columns',
        'delete tags: unknown columns',
      ],
    },
    {
      shows: 'slonik, @vercel/postgres, neon and Prisma',
      code: run(`
        await pool.query(slonik.unsafe\`UPDATE users SET name = \${name} WHERE id = \${id}\`);
        await pool.transaction(async (tx) => { await tx.one(slonik.type(dto)\`INSERT INTO posts (id) VALUES (\${id}) RETURNING *\`); });
        await vercel\`DELETE FROM tags WHERE id = \${id}\`;
        await neonSql\`UPDATE a SET b = \${id}\`;
        await prisma.$executeRaw\`UPDATE "User" SET name = \${name} WHERE id = \${id}\`;
        await prisma.$executeRawUnsafe('DELETE FROM "Post" WHERE id = $1', id);
        await prisma.$executeRaw(Prisma.sql\`UPDATE "Tag" SET a = \${id}\`);
        slonik.unsafe\`DELETE FROM nothing\`;`),
      writes: [
        'update users: name',
        'insert posts: id',
        'delete tags: unknown columns',
        'update a: b',
        'update User: name',
        'delete Post: unknown columns',
        'update Tag: a',
      ],
    },
    {
      shows: 'the row that is cached',
      code: readThrough(`const [user] = await sql\`select * from users where id = \${id}\`;`),
      cached: ['user:{id} holds users'],
    },
  ],
);
