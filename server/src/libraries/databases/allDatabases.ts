/** Every database library the review knows. A new library is a file beside this one and a line here. */
import type { DatabaseLibrary } from '../databaseLibrary.js';
import { drizzle } from './drizzle.js';
import { knex } from './knex.js';
import { kysely } from './kysely.js';
import { lucid } from './lucid.js';
import { mikroorm } from './mikroorm.js';
import { mongodb } from './mongodb.js';
import { mongoose } from './mongoose.js';
import { mysql } from './mysql.js';
import { objection } from './objection.js';
import { pg } from './pg.js';
import { pgPromise } from './pgPromise.js';
import { prisma } from './prisma.js';
import { sequelize } from './sequelize.js';
import { sqlite, synchronousSqlite } from './sqlite.js';
import { mssql, postgres, slonik } from './sqlTags.js';
import { supabase } from './supabase.js';
import { typeorm } from './typeorm.js';

export const DATABASE_LIBRARIES: readonly DatabaseLibrary[] = [
  prisma,
  typeorm,
  mongoose,
  mongodb,
  sequelize,
  mikroorm,
  pg,
  pgPromise,
  mysql,
  synchronousSqlite,
  sqlite,
  postgres,
  slonik,
  mssql,
  knex,
  objection,
  lucid,
  drizzle,
  kysely,
  supabase,
];
