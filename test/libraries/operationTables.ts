/** How the tables of operations are written, and what a review says of each meaning. */

/** What a review must make of a call. */
export type Meaning =
  | 'read'
  | 'for ever'
  | 'counted'
  | '1m'
  | 'some time'
  | 'gone'
  | 'life'
  | 'wrap for ever'
  | 'wrap some time'
  | 'wrap 1m';

export const LINES: Readonly<Record<Meaning, string>> = {
  read: '0 writes, 1 read, 0 invalidations',
  'for ever': 'state, for ever, 1 write, 0 reads, 0 invalidations',
  // A counter keeps the life its key has.
  counted: 'state, some time, 1 write, 0 reads, 0 invalidations',
  '1m': 'state, 1m, 1 write, 0 reads, 0 invalidations',
  'some time': 'state, some time, 1 write, 0 reads, 0 invalidations',
  gone: '0 writes, 0 reads, 1 invalidation',
  life: '0 writes, 0 reads, 0 invalidations',
  'wrap for ever': 'for ever, 1 write, 1 read, 0 invalidations',
  'wrap some time': 'some time, 1 write, 1 read, 0 invalidations',
  'wrap 1m': '1m, 1 write, 1 read, 0 invalidations',
};

export interface Operations {
  readonly packageName: string;
  readonly range: string;
  /** Makes `client`. */
  readonly header: string;
  /** By what they mean: calls of `client`, with `KEY` for the key; several are separated by a line's end. */
  readonly calls: Readonly<Partial<Record<Meaning, string>>>;
}
