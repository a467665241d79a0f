/**
 * Clients of HTTP: what sends a request to another service, and where its address, its method and its body stand. What is
 * fetched from an address is kept by that service; who writes to the same address changes what was fetched.
 */
import type { DatabaseLibrary, DatabaseOperation } from '../databaseLibrary.js';

export interface HttpClientForm {
  readonly packages: readonly string[];
  /** Exports that are clients: called with an address, or with methods named after those of HTTP. */
  readonly exports: readonly string[];
  /** Types whose annotation names a client. */
  readonly types?: readonly string[];
  /** Methods that give a client with a base address of its own. */
  readonly factories?: readonly string[];
  /** Members that are the same client. */
  readonly same?: readonly string[];
  /** The body is the second argument of `post` and the like, and not an option. */
  readonly givenBody?: true;
}

export const HTTP_CLIENTS: readonly HttpClientForm[] = [
  {
    packages: ['axios'],
    exports: ['default', 'axios'],
    types: ['AxiosInstance', 'AxiosStatic', 'Axios'],
    factories: ['create'],
    givenBody: true,
  },
  { packages: ['@nestjs/axios'], exports: [], types: ['HttpService'], same: ['axiosRef'], givenBody: true },
  { packages: ['got'], exports: ['default', 'got'], types: ['Got'], factories: ['extend'] },
  { packages: ['ky'], exports: ['default'], types: ['KyInstance'], factories: ['create', 'extend'] },
  {
    packages: ['ofetch'],
    exports: ['default', 'ofetch', '$fetch'],
    types: ['$Fetch'],
    factories: ['create'],
  },
  { packages: ['superagent'], exports: ['default'], givenBody: true },
  { packages: ['node-fetch', 'node-fetch-native'], exports: ['default', 'fetch'] },
  { packages: ['cross-fetch', 'isomorphic-fetch'], exports: ['default', 'fetch'] },
  { packages: ['undici'], exports: ['fetch', 'request'] },
];

/** `fetch`, which nobody needs to import. */
export const GLOBAL_FETCH: HttpClientForm = { packages: [], exports: ['fetch'] };

/** Methods of clients, by their names. */
export const HTTP_METHODS: Readonly<Record<string, string>> = {
  get: 'GET',
  post: 'POST',
  put: 'PUT',
  patch: 'PATCH',
  delete: 'DELETE',
  del: 'DELETE',
};

/** What a request does that is not sent to a collection; a post to one puts something new there. */
export const HTTP_WRITES: Readonly<Record<string, DatabaseOperation>> = {
  POST: 'update',
  PUT: 'update',
  PATCH: 'update',
  DELETE: 'delete',
};

/** Where options say it: the base address, the address, the body. */
export const BASE_OPTIONS: readonly string[] = ['baseURL', 'baseUrl', 'prefixUrl'];
export const ADDRESS_OPTIONS: readonly string[] = ['url'];
export const QUERY_OPTIONS: readonly string[] = ['params', 'searchParams', 'query', 'qs'];
export const BODY_OPTIONS: readonly string[] = ['data', 'json', 'body'];

/** Resources of another service, as a library: nobody says which rows there are. */
export const REMOTE_RESOURCES: DatabaseLibrary = {
  id: 'http',
  packages: [],
  instances: [],
  types: {},
  roles: {},
  remote: true,
};

/** The cheap test of a text: whether it may send something that changes a resource. */
export const SENDS_CHANGES =
  /\.\s*(?:put|patch|delete|del|post)\s*(?:<[^()]{0,80}>)?\(|['"`](?:put|patch|delete|post)['"`]/i;
