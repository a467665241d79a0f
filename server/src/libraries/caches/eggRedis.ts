/**
 * egg-redis with several clients: what stands on the application gives each of them, a client of ioredis, by the name that the
 * settings of the application give it. Where these name one client only, it is that client itself.
 */
import type { CacheLibrary, CommandForm } from '../library.js';
import { ioredis } from './ioredis.js';

const CLIENT: CommandForm = { operation: 'client', key: 'none', clientOf: ioredis.id };

const COMMANDS: Readonly<Record<string, CommandForm>> = {
  get: CLIENT,
  getSingletonInstance: CLIENT,
  createInstance: CLIENT,
  createInstanceAsync: CLIENT,
};

/** Files of settings that Egg merges, from the folder of the application. */
const SETTINGS = ['default', 'prod', 'local'].map((environment) => `config/config.${environment}`);

export const eggRedis: CacheLibrary = {
  id: 'egg-redis',
  packages: ['egg-redis', '@eggjs/redis'],
  newestMajor: 3,
  instances: [],
  types: [],
  hostMembers: [
    {
      name: 'redis',
      packages: ['egg-redis', '@eggjs/redis'],
      where: { settings: SETTINGS, member: ['redis', 'clients'] },
    },
  ],
  command: (name) => (Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined),
  ttlForm: () => undefined,
};
