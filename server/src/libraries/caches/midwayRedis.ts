/**
 * @midwayjs/redis 2 to 4 with several clients: its factory gives each of them, a client of ioredis, by the name that the
 * settings of the application give it. The one that is injected by itself, `RedisService`, is one of ioredis as it is.
 */
import type { CacheLibrary, CommandForm } from '../library.js';
import { ioredis } from './ioredis.js';

const CLIENT: CommandForm = { operation: 'client', key: 'none', clientOf: ioredis.id };

const COMMANDS: Readonly<Record<string, CommandForm>> = {
  get: CLIENT,
  createInstance: CLIENT,
};

export const midwayRedis: CacheLibrary = {
  id: 'midway-redis',
  packages: ['@midwayjs/redis'],
  newestMajor: 4,
  instances: [],
  types: ['RedisServiceFactory'],
  command: (name) => (Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined),
  ttlForm: () => undefined,
};
