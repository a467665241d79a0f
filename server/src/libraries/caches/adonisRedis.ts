/** @adonisjs/redis: a service with the commands of ioredis, which also gives further connections by name. */
import type { CacheLibrary, CommandForm } from '../library.js';
import { ioredisCommand } from './ioredis.js';
import { emptyRedisAnswer } from './redisCommands.js';

const CONNECTION: CommandForm = { operation: 'client', key: 'none' };

export const adonisRedis: CacheLibrary = {
  id: 'adonis-redis',
  packages: [
    '@adonisjs/redis',
    '@adonisjs/redis/services/main',
    '@adonisjs/redis/types',
    '@ioc:Adonis/Addons/Redis',
  ],
  miss: () => 'null',
  emptyAnswer: (command) => emptyRedisAnswer(command, '{}'),
  givesText: true,
  textOfObjects: true,
  newestMajor: 9,
  instances: [],
  types: ['RedisService', 'RedisManagerContract'],
  values: ['default'],
  flattens: () => true,
  command: (name) => (name === 'connection' ? CONNECTION : ioredisCommand(name)),
  ttlForm: (command) => (command.toLowerCase() === 'set' ? 'ex-arguments' : undefined),
};
