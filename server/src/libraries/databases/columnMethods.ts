/** Methods of query builders that compare one column, and say how in their name: `whereIn('id', ids)`, `eq('id', id)`. */
import type { DatabaseMethod } from '../databaseLibrary.js';

export const compares = (by: string): DatabaseMethod => ({ where: 0, whereBy: by, gives: 'builder' });

/** Of Knex, and of what is built on it. */
export const KNEX_CONDITIONS: Readonly<Record<string, DatabaseMethod>> = {
  where: { where: 0, wherePair: true, gives: 'builder' },
  andWhere: { where: 0, wherePair: true, gives: 'builder' },
  whereNull: compares('='),
  whereNotNull: compares('!='),
  whereIn: compares('in'),
  whereNotIn: compares('not in'),
  whereBetween: compares('between'),
  whereLike: compares('like'),
  whereILike: compares('ilike'),
};
