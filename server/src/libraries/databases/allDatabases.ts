/** Every database library the review knows. A new library is a file beside this one and a line here. */
import type { DatabaseLibrary } from '../databaseLibrary.js';
import { mongodb } from './mongodb.js';
import { mongoose } from './mongoose.js';
import { prisma } from './prisma.js';
import { sequelize } from './sequelize.js';
import { typeorm } from './typeorm.js';

export const DATABASE_LIBRARIES: readonly DatabaseLibrary[] = [prisma, typeorm, mongoose, mongodb, sequelize];
