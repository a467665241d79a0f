/**
 * Which request a call sends to another service. In: what is called, with which arguments. Out: the method, the address,
 * the base address of the client and the body; undefined for what is no client of HTTP. Of what a caller gives, nothing
 * is said.
 */
import {
  ADDRESS_OPTIONS,
  BASE_OPTIONS,
  BODY_OPTIONS,
  GLOBAL_FETCH,
  HTTP_CLIENTS,
  HTTP_METHODS,
  type HttpClientForm,
  QUERY_OPTIONS,
} from '../../libraries/databases/httpClients.js';
import { someValue, type Value } from '../evaluation/values.js';

export interface RemoteRequest {
  /** `GET`; undefined when it cannot be read. */
  readonly method: string | undefined;
  readonly address: Value | undefined;
  readonly base?: Value;
  readonly body?: Value;
  /** What is asked for behind the address. */
  readonly query?: Value;
}

/** A client with its options, and the method of it that is called. */
interface CalledClient {
  readonly form: HttpClientForm;
  readonly name?: string;
  readonly options?: Value;
}

type Constructed = Extract<Value, { kind: 'constructed' }>;
type External = Extract<Value, { kind: 'external' }>;

/** Whether calling a value may send a request. */
export function mayRequest(callee: Value): boolean {
  return clientCalled(callee) !== undefined;
}

export function requestOf(callee: Value, args: readonly Value[]): RemoteRequest | undefined {
  const client = clientCalled(callee);
  if (!client) return undefined;
  const { form, name, options } = client;
  const ownBase = optionOf(options, BASE_OPTIONS);
  const [first, second, third] = args;
  const named = name === undefined || !Object.hasOwn(HTTP_METHODS, name) ? undefined : HTTP_METHODS[name];
  if (name !== undefined && name !== 'request' && !named) return undefined;
  const isDescribed = !named && first?.kind === 'record';
  const said = isDescribed ? first : form.givenBody && named && hasBody(named) ? third : second;
  const address = isDescribed ? optionOf(first, ADDRESS_OPTIONS) : first;
  const base = optionOf(said, BASE_OPTIONS) ?? ownBase;
  const body = form.givenBody && named && hasBody(named) ? second : optionOf(said, BODY_OPTIONS);
  const query = optionOf(said, QUERY_OPTIONS);
  return {
    method: named ?? methodIn(said),
    address,
    ...(base && { base }),
    ...(body && { body }),
    ...(query && { query }),
  };
}

/** Whether who calls the function that sends a request decides what is written where. */
export function isOpenRequest(callee: Value, args: readonly Value[]): boolean {
  const request = requestOf(callee, args);
  if (!request || request.method === 'GET') return false;
  const isGiven = (value: Value): boolean => someValue(value, (part) => part.kind === 'parameter');
  return request.method === undefined
    ? args.some(isGiven)
    : [request.address, request.base].some((value) => value !== undefined && isGiven(value));
}

/** Whether a call may change what another service keeps. */
export function mayWriteRemotely(callee: Value, args: () => readonly Value[]): boolean {
  if (!mayRequest(callee)) return false;
  const request = requestOf(callee, args());
  return request !== undefined && request.method !== 'GET';
}

/** `axios.create({ baseURL })`, `got.extend({ prefixUrl })`: a client of its own. */
export function madeHttpClient(callee: Value, args: readonly Value[]): Value | undefined {
  const client = clientCalled(callee);
  if (client?.name === undefined || !client.form.factories?.includes(client.name)) return undefined;
  const given = args[0] ?? client.options;
  return clientValue(client.form, given && optionOf(given, BASE_OPTIONS) ? given : (client.options ?? given));
}

/** The client that an annotation with an exported type of a package stands for. */
export function httpClientOfType({ module, path }: External): Value | undefined {
  const form = HTTP_CLIENTS.find((one) => one.packages.includes(module));
  return form?.types?.includes(path.at(-1) ?? '') ? clientValue(form, undefined) : undefined;
}

function clientValue({ packages: [module = ''] }: HttpClientForm, options: Value | undefined): Constructed {
  return { kind: 'constructed', module, path: ['default'], arguments: options ? [options] : [] };
}

function clientCalled(callee: Value): CalledClient | undefined {
  switch (callee.kind) {
    case 'global':
      return callee.path.at(-1) === 'fetch' && callee.path.length <= 2 ? { form: GLOBAL_FETCH } : undefined;
    case 'external':
      return exportCalled(callee);
    case 'constructed':
      return clientMade(callee);
    case 'method': {
      const client = clientHeld(callee.object);
      return client && { ...client, name: callee.name };
    }
    default:
      return undefined;
  }
}

function exportCalled({ module, path }: External): CalledClient | undefined {
  const form = HTTP_CLIENTS.find((one) => one.packages.includes(module));
  if (!form) return undefined;
  const [first, ...others] = path[0] === 'default' ? path.slice(1) : path;
  const isExport = first !== undefined && form.exports.includes(first);
  const [name, ...deeper] = isExport || first === undefined ? others : [first, ...others];
  if (deeper.length > 0 || (form.exports.length === 0 && name === undefined)) return undefined;
  return { form, ...(name !== undefined && { name }) };
}

function clientMade({ module, arguments: [options] }: Constructed): CalledClient | undefined {
  const form = HTTP_CLIENTS.find((one) => one.packages.includes(module));
  return form && { form, ...(options && { options }) };
}

/** A client, or a member of one that is the same. */
function clientHeld(value: Value): CalledClient | undefined {
  if (value.kind === 'constructed') return clientMade(value);
  if (value.kind !== 'method') return undefined;
  const client = clientHeld(value.object);
  return client?.form.same?.includes(value.name) ? client : undefined;
}

function hasBody(method: string): boolean {
  return method !== 'GET' && method !== 'DELETE';
}

function methodIn(options: Value | undefined): string | undefined {
  if (!options || options.kind === 'undefined') return 'GET';
  if (options.kind !== 'record') return undefined;
  const method = options.fields.get('method');
  if (!method) return options.open ? undefined : 'GET';
  return method.kind === 'constant' ? String(method.value).toUpperCase() : undefined;
}

function optionOf(options: Value | undefined, names: readonly string[]): Value | undefined {
  if (options?.kind !== 'record') return undefined;
  return names.map((name) => options.fields.get(name)).find((value) => value !== undefined);
}
