import { Router } from 'express';
import { redis } from '../redis.js';

export const health = Router();

health.get('/', async (_req, res) => {
  res.json({ cache: (await redis.ping()) === 'PONG' });
});
