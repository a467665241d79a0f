/** Every database library the review knows. A new library is a file beside this one and a line here. */
import type { DatabaseLibrary } from '../library.js';
import { prisma } from './prisma.js';

export const DATABASE_LIBRARIES: readonly DatabaseLibrary[] = [prisma];
