/**
 * What the code says of the columns of an entity, by its class, its schema, what is written to it or what it is selected
 * by; and which of them are kept with a row.
 */

import { entityNamed } from '../../libraries/entityNames.js';
import type { Evaluation } from '../evaluation/evaluation.js';
import type { Rows, Value } from '../evaluation/values.js';
import type { KeyUse } from '../keys/keyUses.js';
import { isAhead } from './aheadColumns.js';
import type { DeclaredColumn } from './columnDeclarations.js';
import { rowsOfHandle } from './databaseHandles.js';
import type { DatabaseWrite } from './databaseWrites.js';
import { leavesOut, omits } from './leftOutColumns.js';
import { relationsAsked } from './relatedConditions.js';

/** Asked for one entity at a time, where rows of it are read: no file is read that does not lead to them. */
export class KnownColumns {
  private ofSchemas: readonly DeclaredColumn[] | undefined;

  constructor(
    private readonly evaluation: Evaluation,
    private readonly writes: readonly DatabaseWrite[],
  ) {}

  /** Names of columns; those that are not read unless asked for are left out. */
  of(rows: Rows): ReadonlySet<string> {
    const { entity, site, where, library } = rows;
    const declared = (site ? this.evaluation.columnDeclarations.ledToBy(site.file) : [])
      .concat(library?.id === 'prisma' ? this.inSchemas() : [])
      .filter(({ identity }) => identity === entity.identity);
    const written = this.writes.flatMap(({ effect: { call } }) =>
      call.entity.identity === entity.identity ? (call.columns ?? []) : [],
    );
    const hidden = new Set([
      ...declared.filter(({ isHidden }) => isHidden).map(({ column }) => column),
      ...relationsAsked(this.evaluation, rows),
    ]);
    return new Set(
      [...written, ...where.keys(), ...declared.map(({ column }) => column)].filter(
        (column) => !hidden.has(column),
      ),
    );
  }

  private inSchemas(): readonly DeclaredColumn[] {
    this.ofSchemas ??= this.evaluation.linker.schemaFields.flatMap(({ model, field, target }) => {
      const entity = entityNamed(model);
      // A relation is only read when it is included.
      return entity ? [{ identity: entity.identity, column: field, isHidden: target !== undefined }] : [];
    });
    return this.ofSchemas;
  }
}

/** Rows that stand in a value as they were read; what a function made of them is something else. */
function rowsKeptIn(value: Value): readonly Rows[] {
  switch (value.kind) {
    case 'rows':
      return value.rows.site ? [value.rows] : [];
    case 'either':
      return value.values.flatMap(rowsKeptIn);
    case 'fallback':
      return rowsKeptIn(value.value);
    case 'array':
      return value.items.flatMap(rowsKeptIn);
    case 'record':
      return [...value.fields.values()].flatMap(rowsKeptIn);
    case 'database': {
      // A library that is given the query waits for it.
      const rows = rowsOfHandle(value.handle);
      return rows ? rowsKeptIn(rows) : [];
    }
    default:
      return [];
  }
}

/** `isAhead` says of a column that the row is only read while the moment in it lies ahead. */
export type AskedColumn = (column: string, isAhead: () => boolean) => boolean;

export interface StoredColumn {
  readonly entity: string;
  readonly column: string;
  /** Where the row is read. */
  readonly site: { readonly file: string; readonly call: number };
}

/** A column of the asked kind that a use keeps as part of a row, and that nothing leaves out. */
export function storedColumn(
  evaluation: Evaluation,
  known: KnownColumns,
  use: KeyUse,
  isNamed: AskedColumn,
): StoredColumn | undefined {
  for (const rows of use.effect.value ? rowsKeptIn(use.effect.value) : []) {
    const { site, entity, path, columns } = rows;
    if (!site) continue;
    const isAsked = (name: string): boolean => isNamed(name, () => isAhead(rows, name));
    const members = path.filter((name) => !/^(\d+|\*)$/.test(name));
    const [picked] = members;
    if (picked !== undefined && members.length === 1 && isAsked(picked))
      return { entity: entity.name, column: picked, site };
    if (members.length > 0) continue;
    const names = columns ?? [...known.of(rows)];
    const column = names.find(
      // What selects a column names it as well.
      (name) => isAsked(name) && !leavesOut(evaluation, use, rows, name, columns && omits),
    );
    if (column !== undefined) return { entity: entity.name, column, site };
  }
  return undefined;
}
