import { Redis } from 'ioredis';
import { config } from './config.js';

export const redis = new Redis(config.redisUrl, { maxRetriesPerRequest: 2, commandTimeout: 500 });

redis.on('error', (error) => console.error('redis', error.message));
