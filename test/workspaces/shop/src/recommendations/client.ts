import { createClient } from 'redis';
import { config } from '../config.js';

export const client = createClient({ url: config.redisUrl });

client.on('error', (error) => console.error('recommendations', error.message));
