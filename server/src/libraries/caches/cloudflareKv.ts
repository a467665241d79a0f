/** Workers KV: a namespace is handed in with the environment, under the type `KVNamespace`; lives are seconds, 60 at least. */
import type { CacheLibrary, CommandForm } from '../library.js';

const COMMANDS: Readonly<Record<string, CommandForm>> = {
  get: { operation: 'read', key: 0 },
  getWithMetadata: { operation: 'read', key: 0 },
  put: {
    operation: 'write',
    key: 0,
    value: 1,
    ttl: [
      {
        at: 'option',
        argument: 2,
        options: { expirationTtl: 'seconds', expiration: 'unix-seconds' },
        forever: [],
      },
    ],
  },
  delete: { operation: 'invalidate', key: 0 },
  list: { operation: 'scan', key: 'none' },
};

export const cloudflareKv: CacheLibrary = {
  id: 'cloudflare-kv',
  packages: ['@cloudflare/workers-types'],
  durable: true,
  miss: () => 'null',
  newestMajor: 4,
  instances: [],
  types: ['KVNamespace'],
  boundTypes: ['KVNamespace'],
  command: (name) => (Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined),
  ttlForm: (command) => (command === 'put' ? 'expiration-option' : undefined),
};
