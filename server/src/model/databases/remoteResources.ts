/**
 * Which resource of another service a request is about. In: a request, and the file it is sent from. Out: the collection
 * that its address names, as an entity, and the one thing of it that is meant. Addresses are the same where base and path
 * are; where the base cannot be told there is no resource.
 */

import type { DatabaseOperation } from '../../libraries/databaseLibrary.js';
import { HTTP_WRITES, REMOTE_RESOURCES } from '../../libraries/databases/httpClients.js';
import type { Entity } from '../../libraries/entityNames.js';
import type { Site } from '../calls/sites.js';
import { NO_EVENTS, type Rows, someValue, type TextPart, type Value } from '../evaluation/values.js';
import { columnsIn } from './columns.js';
import type { DatabaseCall } from './databaseCalls.js';
import { type RemoteRequest, requestOf } from './remoteRequests.js';

interface RemoteResource {
  readonly entity: Entity;
  /** What says which thing of the collection is meant; the collection itself where there is none. */
  readonly id?: Value;
}

/** What is fetched, as rows of a resource; undefined where a call fetches nothing or nobody knows from where. */
export function fetchedRows(callee: Value, args: readonly Value[], site: Site): Rows | undefined {
  const request = requestOf(callee, args);
  const resource = request?.method === 'GET' ? resourceOf(request, site.file) : undefined;
  if (!request || !resource) return undefined;
  const { entity, id } = resource;
  const where = whereOf(resource);
  const asked = askedWith(request).map((by) => ({ by, site }));
  return {
    entity,
    library: REMOTE_RESOURCES,
    many: id === undefined,
    path: [],
    where,
    related: [],
    site,
    ...(asked.length > 0 && { narrowed: asked }),
  };
}

/** Says how to ask, and not for what. */
const TECHNICAL = /key|token|secret|password|auth|sign|nonce|time|format|callback|host|url|agent|app_?id/i;

/** What is asked for behind the address: `{ params: { units } }`, `?units=${units}`. */
function askedWith({ address, query }: RemoteRequest): readonly Value[] {
  const named =
    query?.kind === 'record'
      ? [...query.fields].flatMap(([name, value]) => (TECHNICAL.test(name) ? [] : [value]))
      : [];
  const parts = (address && partsOfText(address)) ?? [];
  const written = parts.flatMap((part, index) => {
    // What an address begins with says where it leads.
    const before = parts[index - 1] ?? 'host';
    const isTechnical = typeof before === 'string' && TECHNICAL.test(before.split(/[?&]/).at(-1) ?? '');
    return typeof part === 'string' || isTechnical ? [] : [part.value];
  });
  return [...named, ...written];
}

/** What a call changes at another service. */
export function remoteCall(callee: Value, args: readonly Value[], site: Site): DatabaseCall | undefined {
  const request = requestOf(callee, args);
  const resource = request && request.method !== 'GET' ? resourceOf(request, site.file) : undefined;
  const operation = resource && operationOf(request?.method, resource);
  if (!resource || !operation) return undefined;
  const { entity, id } = resource;
  const { body } = request ?? {};
  const columns = body && columnsIn([body], undefined);
  const isGiven = body !== undefined && someValue(body, (part) => part.kind === 'parameter');
  return {
    entity,
    operation,
    many: id === undefined,
    site,
    where: whereOf(resource),
    library: REMOTE_RESOURCES,
    events: NO_EVENTS,
    ...(body && { data: [body] }),
    ...(columns ? { columns } : isGiven && { columnsAreGiven: true }),
  };
}

function whereOf({ id }: RemoteResource): ReadonlyMap<string, Value> {
  return id ? new Map([['id', id]]) : new Map<string, Value>();
}

/** Things of a collection are named in the plural; a post to anything else asks, or does something. */
const COLLECTION = /[^s]s$/i;

function operationOf(
  method: string | undefined,
  { entity, id }: RemoteResource,
): DatabaseOperation | undefined {
  const operation = Object.hasOwn(HTTP_WRITES, method ?? '') ? HTTP_WRITES[method ?? ''] : undefined;
  if (method !== 'POST' || id) return operation;
  return COLLECTION.test(entity.name) ? 'insert' : undefined;
}

const ABSOLUTE = /^https?:\/\/[^/]+/i;
const HOLE = '{}';

function resourceOf({ address, base }: RemoteRequest, file: string): RemoteResource | undefined {
  const parts = wholeAddress(address, base);
  const origin = parts && originOf(parts, file);
  if (!origin) return undefined;
  const holes = origin.rest.flatMap((part) => (typeof part === 'string' ? [] : [part]));
  const text = origin.rest.map((part) => (typeof part === 'string' ? part : HOLE)).join('');
  const [path = ''] = text.split(/[?#]/);
  const segments = path.split('/').filter((segment) => segment !== '');
  const isItem = segments.at(-1) === HOLE;
  const collection = isItem ? segments.slice(0, -1) : segments.map(withoutQuery);
  const last = collection.at(-1);
  if (last === undefined || !/[a-z]/i.test(last) || last.includes(HOLE)) return undefined;
  const id = isItem ? holes[collection.join('').split(HOLE).length - 1] : undefined;
  const identity = `${origin.name}/${collection.join('/')}`;
  return { entity: { name: named(collection, holes), identity }, ...(id && { id: id.value }) };
}

/** `/products${query}`: what is asked for stands behind the name. */
function withoutQuery(segment: string, index: number, { length }: readonly string[]): string {
  return index === length - 1 && segment.length > HOLE.length ? segment.replace(/\{\}$/, '') : segment;
}

/** `/users/{userId}/orders` */
function named(segments: readonly string[], holes: readonly Exclude<TextPart, string>[]): string {
  let next = 0;
  return `/${segments.join('/').replace(/\{\}/g, () => `{${holes[next++]?.name ?? 'value'}}`)}`;
}

function wholeAddress(address: Value | undefined, base: Value | undefined): readonly TextPart[] | undefined {
  const own = address && partsOfText(address);
  if (!own) return undefined;
  const [first] = own;
  if (typeof first !== 'string' || ABSOLUTE.test(first)) return own;
  if (!base) return undefined;
  const path = [first.startsWith('/') ? first : `/${first}`, ...own.slice(1)];
  const before = partsOfText(base) ?? [{ name: 'base', value: base }];
  const last = before.at(-1);
  if (typeof last !== 'string') return [...before, ...path];
  return [...before.slice(0, -1), `${last.replace(/\/$/, '')}${path[0]}`, ...path.slice(1)];
}

function partsOfText(value: Value): readonly TextPart[] | undefined {
  if (value.kind === 'text') return value.parts;
  return value.kind === 'constant' && typeof value.value === 'string' ? [value.value] : undefined;
}

interface Origin {
  readonly name: string;
  readonly rest: readonly TextPart[];
}

/** The service, by its host or by what stands for it in the code, and what comes behind. */
function originOf([first, ...others]: readonly TextPart[], file: string): Origin | undefined {
  if (first === undefined) return undefined;
  if (typeof first !== 'string') {
    const name = standIn(first, file);
    return name === undefined ? undefined : { name, rest: others };
  }
  const host = ABSOLUTE.exec(first)?.[0];
  // A host that goes on with a hole is not known.
  if (host === undefined || (host.length === first.length && others.length > 0)) return undefined;
  return { name: host.toLowerCase(), rest: [first.slice(host.length), ...others] };
}

/** What is not understood is one thing in one file where it has one name; what a caller gives may be any. */
const NAMED_IN_FILE: ReadonlySet<Value['kind']> = new Set(['derived', 'method', 'unknown']);

function standIn({ name, value }: Exclude<TextPart, string>, file: string): string | undefined {
  if (value.kind === 'environment') return `environment:${value.name ?? name}`;
  if (value.kind === 'fallback') {
    return value.value.kind === 'environment' ? standIn({ name, value: value.value }, file) : undefined;
  }
  return NAMED_IN_FILE.has(value.kind) && name !== 'value' ? `${name} in ${file}` : undefined;
}
