/**
 * The texts of a generated workspace: sixteen files for an entity, and what they share. The service comes first
 * and is the one file with a cache; the repository, the report and the import job use the database; nothing else
 * contains a word that the review looks for.
 */
import type { Random } from './random.js';

export interface Entity {
  /** In camel case: `premiumInvoice`. */
  readonly name: string;
  /** Text columns. */
  readonly columns: readonly string[];
  readonly forgetsTtl: boolean;
  readonly forgetsInvalidation: boolean;
}

type GeneratedFile = readonly [path: string, text: string];

export function sharedFiles(): readonly GeneratedFile[] {
  return [
    ['package.json', packageFile],
    [
      'tsconfig.json',
      '{ "compilerOptions": { "strict": true, "paths": { "@shared/*": ["./src/shared/*"] } } }\n',
    ],
    ['src/shared/cacheService.ts', cacheService],
    [
      'src/shared/prisma.ts',
      "import { PrismaClient } from '@prisma/client';\n\nexport const prisma = new PrismaClient();\n",
    ],
    ['src/shared/logger.ts', logger],
  ];
}

/** The sixteen files of an entity, the service first. */
export function entityFiles(entity: Entity, random: Random): readonly GeneratedFile[] {
  const folder = `src/modules/${entity.name}`;
  const file = (suffix: string, text: string): GeneratedFile => [`${folder}/${entity.name}${suffix}`, text];
  return [
    file('Service.ts', service(entity, random)),
    file('Repository.ts', repository(entity)),
    file('Report.ts', report(entity)),
    file('Import.ts', importJob(entity)),
    file('Controller.ts', controller(entity)),
    file('Types.ts', types(entity)),
    file('Validation.ts', validation(entity)),
    file('Mapper.ts', mapper(entity)),
    file('Policy.ts', policy(entity, random)),
    file('Errors.ts', errors(entity)),
    file('Format.ts', format(entity, random)),
    file('Sorting.ts', sorting(entity)),
    file('Routes.ts', routes(entity)),
    file('View.tsx', view(entity)),
    file('Form.tsx', form(entity)),
    file('Fixtures.ts', fixtures(entity, random)),
  ];
}

const packageFile = `{
  "name": "generated",
  "dependencies": { "@prisma/client": "^6.0.0", "express": "^5.0.0", "ioredis": "^5.4.0", "react": "^19.0.0" }
}
`;

const cacheService = `import { Redis } from 'ioredis';

const redis = new Redis(process.env.REDIS_URL ?? 'redis://localhost:6379');

/** Values as JSON; times to live in seconds. */
export class CacheService {
  async get<T>(key: string): Promise<T | undefined> {
    const text = await redis.get(key).catch(() => null);
    return text === null ? undefined : (JSON.parse(text) as T);
  }

  async set(key: string, value: unknown, seconds?: number): Promise<void> {
    if (seconds === undefined) {
      await redis.set(key, JSON.stringify(value)).catch(console.error);
    } else {
      await redis.set(key, JSON.stringify(value), 'EX', seconds).catch(console.error);
    }
  }

  async remove(...keys: string[]): Promise<void> {
    await redis.del(...keys);
  }
}

export const cache = new CacheService();
`;

const logger = `export interface Logger {
  info(message: string, details?: object): void;
  error(message: string, details?: object): void;
}

export const logger: Logger = {
  info: (message, details) => console.info(JSON.stringify({ level: 'info', message, ...details })),
  error: (message, details) => console.error(JSON.stringify({ level: 'error', message, ...details })),
};
`;

function typeName({ name }: Entity): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}

function lines(columns: readonly string[], line: (column: string) => string): string {
  return columns.map(line).join('\n');
}

function service(entity: Entity, random: Random): string {
  const { name, forgetsTtl, forgetsInvalidation } = entity;
  const type = typeName(entity);
  const seconds = random.pick([60, 300, 600, 3600] as const);
  const life = forgetsTtl ? '' : ', lifeInSeconds';
  const invalidation = forgetsInvalidation ? '' : `\n    await cache.remove(${name}Key(id));`;
  return `import { cache } from '@shared/cacheService';
import { logger } from '@shared/logger';
import { prisma } from '@shared/prisma';
import { ${type}NotFound } from './${name}Errors';
import { toSummary } from './${name}Mapper';
import { find${type}s } from './${name}Repository';
import type { ${type}, ${type}Changes, ${type}Summary } from './${name}Types';
import { check${type} } from './${name}Validation';

const lifeInSeconds = ${seconds};

export function ${name}Key(id: string): string {
  return \`${name}:\${id}\`;
}

export class ${type}Service {
  async get(id: string): Promise<${type}> {
    const cached = await cache.get<${type}>(${name}Key(id));
    if (cached !== undefined) {
      return cached;
    }
    const found = await prisma.${name}.findUnique({ where: { id } });
    if (found === null) {
      throw new ${type}NotFound(id);
    }
    await cache.set(${name}Key(id), found${life});
    return found;
  }

  async summaries(ids: readonly string[]): Promise<${type}Summary[]> {
    const found = await Promise.all(ids.map((id) => this.get(id)));
    return found.map(toSummary);
  }

  async search(text: string): Promise<${type}Summary[]> {
    const key = \`${name}-search:\${text.toLowerCase()}\`;
    const cached = await cache.get<${type}Summary[]>(key);
    if (cached !== undefined) {
      return cached;
    }
    const found = (await find${type}s(text)).map(toSummary);
    await cache.set(key, found, 30);
    return found;
  }

  async create(changes: ${type}Changes): Promise<${type}> {
    check${type}(changes);
    const created = await prisma.${name}.create({ data: changes });
    logger.info('${name} created', { id: created.id });
    return created;
  }

  async change(id: string, changes: ${type}Changes): Promise<${type}> {
    check${type}(changes);
    const changed = await prisma.${name}.update({ where: { id }, data: changes });${invalidation}
    logger.info('${name} changed', { id });
    return changed;
  }

  async remove(id: string): Promise<void> {
    await prisma.${name}.delete({ where: { id } });
    await cache.remove(${name}Key(id));
    logger.info('${name} removed', { id });
  }
}

export const ${name}Service = new ${type}Service();
`;
}

function repository(entity: Entity): string {
  const { name, columns } = entity;
  const type = typeName(entity);
  return `import { prisma } from '@shared/prisma';
import type { ${type} } from './${name}Types';

const pageSize = 50;

/** The ${name} records whose texts contain the words. */
export async function find${type}s(text: string, page = 0): Promise<${type}[]> {
  return prisma.${name}.findMany({
    where: {
      OR: [
${lines(columns, (column) => `        { ${column}: { contains: text, mode: 'insensitive' } },`)}
      ],
    },
    orderBy: { createdAt: 'desc' },
    skip: page * pageSize,
    take: pageSize,
  });
}

export async function count${type}s(): Promise<number> {
  return prisma.${name}.count();
}
${columns
  .slice(0, 3)
  .map(
    (column) => `
export async function find${type}sBy${column.charAt(0).toUpperCase() + column.slice(1)}(${column}: string): Promise<${type}[]> {
  const found = await prisma.${name}.findMany({ where: { ${column} }, take: pageSize });
  return found.filter((candidate) => candidate.${column} === ${column});
}
`,
  )
  .join('')}`;
}

function report(entity: Entity): string {
  const { name, columns } = entity;
  const type = typeName(entity);
  return `import { prisma } from '@shared/prisma';
import type { ${type} } from './${name}Types';

export interface ${type}Report {
  readonly total: number;
  readonly newest: Date | undefined;
${lines(columns, (column) => `  readonly ${column}Counts: ReadonlyMap<string, number>;`)}
}

export async function report${type}s(since: Date): Promise<${type}Report> {
  const all: ${type}[] = await prisma.${name}.findMany({ where: { createdAt: { gte: since } } });
  return {
    total: all.length,
    newest: all.map(({ createdAt }) => createdAt).sort((a, b) => b.getTime() - a.getTime())[0],
${lines(columns, (column) => `    ${column}Counts: countBy(all, ({ ${column} }) => ${column}),`)}
  };
}

function countBy(all: readonly ${type}[], read: (one: ${type}) => string): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const one of all) {
    const value = read(one);
    counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  return counts;
}
`;
}

function importJob(entity: Entity): string {
  const { name, columns } = entity;
  const type = typeName(entity);
  return `import { logger } from '@shared/logger';
import { prisma } from '@shared/prisma';
import type { ${type}Changes } from './${name}Types';

/** Reads lines of comma-separated values; those without enough columns are left out. */
export function parse${type}s(text: string): ${type}Changes[] {
  return text.split('\\n').flatMap((line) => {
    const values = line.split(',').map((value) => value.trim());
    if (values.length < ${columns.length}) {
      return [];
    }
    const [${columns.join(" = '', ")} = ''] = values;
    return [{ ${columns.join(', ')} }];
  });
}

export async function import${type}s(text: string): Promise<number> {
  const rows = parse${type}s(text);
  let imported = 0;
  for (const data of rows) {
    try {
      await prisma.${name}.create({ data });
      imported += 1;
    } catch (error) {
      logger.error('${name} not imported', { reason: String(error) });
    }
  }
  logger.info('${name} import finished', { imported, rows: rows.length });
  return imported;
}
`;
}

function controller(entity: Entity): string {
  const { name } = entity;
  const type = typeName(entity);
  return `import type { Request, Response } from 'express';
import { ${type}Invalid, ${type}NotFound } from './${name}Errors';
import { toResponse } from './${name}Mapper';
import { may${type}Be } from './${name}Policy';
import { ${name}Service } from './${name}Service';
import { read${type}Changes } from './${name}Validation';

export async function show${type}(request: Request, response: Response): Promise<void> {
  await answer(response, async () => toResponse(await ${name}Service.get(request.params.id ?? '')));
}

export async function list${type}s(request: Request, response: Response): Promise<void> {
  await answer(response, async () => ${name}Service.search(String(request.query.text ?? '')));
}

export async function create${type}(request: Request, response: Response): Promise<void> {
  if (!may${type}Be('created', request.headers['x-role'])) {
    response.status(403).end();
    return;
  }
  await answer(response, async () => toResponse(await ${name}Service.create(read${type}Changes(request.body))));
}

export async function change${type}(request: Request, response: Response): Promise<void> {
  if (!may${type}Be('changed', request.headers['x-role'])) {
    response.status(403).end();
    return;
  }
  await answer(response, async () =>
    toResponse(await ${name}Service.change(request.params.id ?? '', read${type}Changes(request.body))),
  );
}

export async function remove${type}(request: Request, response: Response): Promise<void> {
  await answer(response, async () => ${name}Service.remove(request.params.id ?? ''));
}

async function answer(response: Response, work: () => Promise<unknown>): Promise<void> {
  try {
    response.json((await work()) ?? {});
  } catch (error) {
    if (error instanceof ${type}NotFound) {
      response.status(404).json({ message: error.message });
    } else if (error instanceof ${type}Invalid) {
      response.status(422).json({ message: error.message });
    } else {
      throw error;
    }
  }
}
`;
}

function types(entity: Entity): string {
  const { columns } = entity;
  const type = typeName(entity);
  return `export interface ${type} {
  readonly id: string;
  readonly createdAt: Date;
${lines(columns, (column) => `  readonly ${column}: string;`)}
}

/** What a caller may set. */
export interface ${type}Changes {
${lines(columns, (column) => `  readonly ${column}: string;`)}
}

export interface ${type}Summary {
  readonly id: string;
  readonly label: string;
  readonly age: number;
}

export type ${type}Column = keyof ${type}Changes;
export type ${type}Order = 'ascending' | 'descending';

export const ${type}Columns = [${columns.map((column) => `'${column}'`).join(', ')}] as const;
`;
}

function validation(entity: Entity): string {
  const { name, columns } = entity;
  const type = typeName(entity);
  return `import { ${type}Invalid } from './${name}Errors';
import type { ${type}Changes } from './${name}Types';

const longest = 200;

export function read${type}Changes(body: unknown): ${type}Changes {
  const given = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>;
  return {
${lines(columns, (column) => `    ${column}: readText(given['${column}'], '${column}'),`)}
  };
}

function readText(value: unknown, column: string): string {
  if (typeof value !== 'string') {
    throw new ${type}Invalid(column, 'is not a text');
  }
  return value.trim();
}

export function check${type}(changes: ${type}Changes): void {
${lines(
  columns,
  (column) => `  if (changes.${column}.length === 0) {
    throw new ${type}Invalid('${column}', 'is empty');
  }
  if (changes.${column}.length > longest) {
    throw new ${type}Invalid('${column}', \`is longer than \${longest} characters\`);
  }`,
)}
}
`;
}

function mapper(entity: Entity): string {
  const { name, columns } = entity;
  const type = typeName(entity);
  return `import type { ${type}, ${type}Summary } from './${name}Types';

export interface ${type}Response {
  readonly id: string;
  readonly created: string;
${lines(columns, (column) => `  readonly ${column}: string;`)}
}

export function toResponse(one: ${type}): ${type}Response {
  return {
    id: one.id,
    created: one.createdAt.toISOString(),
${lines(columns, (column) => `    ${column}: one.${column},`)}
  };
}

export function toSummary(one: ${type}): ${type}Summary {
  return { id: one.id, label: one.${columns[0]}, age: Date.now() - one.createdAt.getTime() };
}
`;
}

function policy(entity: Entity, random: Random): string {
  const type = typeName(entity);
  const roles = ['reader', 'editor', 'manager', 'auditor', 'administrator'];
  const allowed = (count: number) =>
    random
      .some(roles, count)
      .map((role) => `'${role}'`)
      .join(', ');
  return `export type ${type}Action = 'read' | 'created' | 'changed' | 'removed';

const rolesOf: Readonly<Record<${type}Action, readonly string[]>> = {
  read: [${allowed(5)}],
  created: [${allowed(3)}],
  changed: [${allowed(3)}],
  removed: [${allowed(1)}],
};

export function may${type}Be(action: ${type}Action, role: unknown): boolean {
  return typeof role === 'string' && rolesOf[action].includes(role);
}

/** Every action that a role may take, in the order of the table. */
export function actionsOn${type}(role: string): ${type}Action[] {
  return Object.entries(rolesOf)
    .filter(([, roles]) => roles.includes(role))
    .map(([action]) => action as ${type}Action);
}
`;
}

function errors(entity: Entity): string {
  const { name } = entity;
  const type = typeName(entity);
  return `/** Nobody knows it, or nobody may know it. */
export class ${type}NotFound extends Error {
  constructor(readonly id: string) {
    super(\`There is no ${name} \${id}.\`);
    this.name = '${type}NotFound';
  }
}

export class ${type}Invalid extends Error {
  constructor(
    readonly column: string,
    readonly reason: string,
  ) {
    super(\`The \${column} of the ${name} \${reason}.\`);
    this.name = '${type}Invalid';
  }
}
`;
}

function format(entity: Entity, random: Random): string {
  const { name, columns } = entity;
  const type = typeName(entity);
  const functions = columns.map((column) => {
    const Column = column.charAt(0).toUpperCase() + column.slice(1);
    const width = 20 + random.upTo(60);
    return `
/** The ${column} for a line of at most ${width} characters. */
export function format${Column}({ ${column} }: Pick<${type}, '${column}'>): string {
  const text = ${column}.replace(/\\s+/g, ' ').trim();
  if (text === '') {
    return '–';
  }
  return text.length > ${width} ? \`\${text.slice(0, ${width - 1})}…\` : text;
}
`;
  });
  return `import type { ${type} } from './${name}Types';
${functions.join('')}`;
}

function sorting(entity: Entity): string {
  const { name, columns } = entity;
  const type = typeName(entity);
  return `import type { ${type}, ${type}Column, ${type}Order } from './${name}Types';

type Compare = (a: ${type}, b: ${type}) => number;

const compareBy: Readonly<Record<${type}Column, Compare>> = {
${lines(columns, (column) => `  ${column}: (a, b) => a.${column}.localeCompare(b.${column}),`)}
};

export function sort${type}s(all: readonly ${type}[], column: ${type}Column, order: ${type}Order): ${type}[] {
  const compare = compareBy[column];
  const sorted = [...all].sort((a, b) => compare(a, b) || a.createdAt.getTime() - b.createdAt.getTime());
  return order === 'ascending' ? sorted : sorted.reverse();
}

export function group${type}s(all: readonly ${type}[], column: ${type}Column): Map<string, ${type}[]> {
  const groups = new Map<string, ${type}[]>();
  for (const one of all) {
    const group = groups.get(one[column]) ?? [];
    groups.set(one[column], [...group, one]);
  }
  return groups;
}
`;
}

function routes(entity: Entity): string {
  const { name } = entity;
  const type = typeName(entity);
  return `import { Router } from 'express';
import { change${type}, create${type}, list${type}s, remove${type}, show${type} } from './${name}Controller';

export function ${name}Routes(): Router {
  const router = Router();
  router.get('/${name}s', list${type}s);
  router.post('/${name}s', create${type});
  router.get('/${name}s/:id', show${type});
  router.patch('/${name}s/:id', change${type});
  router.delete('/${name}s/:id', remove${type});
  return router;
}
`;
}

function view(entity: Entity): string {
  const { name, columns } = entity;
  const type = typeName(entity);
  return `import { useMemo, useState } from 'react';
import { sort${type}s } from './${name}Sorting';
import type { ${type}, ${type}Column, ${type}Order } from './${name}Types';

export interface ${type}ViewProps {
  readonly all: readonly ${type}[];
  readonly onOpen: (id: string) => void;
}

export function ${type}View({ all, onOpen }: ${type}ViewProps) {
  const [column, setColumn] = useState<${type}Column>('${columns[0]}');
  const [order, setOrder] = useState<${type}Order>('ascending');
  const sorted = useMemo(() => sort${type}s(all, column, order), [all, column, order]);
  const choose = (next: ${type}Column) => {
    setOrder(next === column && order === 'ascending' ? 'descending' : 'ascending');
    setColumn(next);
  };
  if (sorted.length === 0) {
    return <p className="empty">There is nothing here yet.</p>;
  }
  return (
    <table className="${name}-table">
      <thead>
        <tr>
${lines(columns, (column) => `          <th onClick={() => choose('${column}')}>${column}</th>`)}
        </tr>
      </thead>
      <tbody>
        {sorted.map((one) => (
          <tr key={one.id} onClick={() => onOpen(one.id)}>
${lines(columns, (column) => `            <td className="${column}">{one.${column}}</td>`)}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
`;
}

function form(entity: Entity): string {
  const { name, columns } = entity;
  const type = typeName(entity);
  return `import { type FormEvent, useState } from 'react';
import type { ${type}Changes } from './${name}Types';

const empty: ${type}Changes = { ${columns.map((column) => `${column}: ''`).join(', ')} };

export function ${type}Form({ onSave }: { readonly onSave: (changes: ${type}Changes) => Promise<void> }) {
  const [changes, setChanges] = useState(empty);
  const [problem, setProblem] = useState<string>();
  const save = async (event: FormEvent) => {
    event.preventDefault();
    try {
      await onSave(changes);
      setChanges(empty);
      setProblem(undefined);
    } catch (error) {
      setProblem(error instanceof Error ? error.message : 'It could not be saved.');
    }
  };
  return (
    <form onSubmit={save}>
${lines(
  columns,
  (column) => `      <label>
        ${column}
        <input
          name="${column}"
          value={changes.${column}}
          onChange={(event) => setChanges({ ...changes, ${column}: event.target.value })}
        />
      </label>`,
)}
      {problem === undefined ? null : <p role="alert">{problem}</p>}
      <button type="submit">Save</button>
    </form>
  );
}
`;
}

function fixtures(entity: Entity, random: Random): string {
  const { name, columns } = entity;
  const type = typeName(entity);
  const words = ['amber', 'birch', 'cedar', 'delta', 'ember', 'fjord', 'grove', 'harbour', 'iris'] as const;
  const record = (index: number) => `  {
    id: '${name}-${index}',
    createdAt: new Date(${1_600_000_000_000 + random.upTo(100_000_000) * 1000}),
${lines(columns, (column) => `    ${column}: '${random.pick(words)} ${random.pick(words)}',`)}
  },`;
  return `import type { ${type} } from './${name}Types';

export const ${name}Examples: readonly ${type}[] = [
${[1, 2, 3, 4, 5, 6].map(record).join('\n')}
];
`;
}
