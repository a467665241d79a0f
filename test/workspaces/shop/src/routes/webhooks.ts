import { Router } from 'express';
import { importPrices } from '../jobs/priceImport.js';
import { requireApiKey } from '../middleware/authenticate.js';
import { redis } from '../redis.js';
import { revoke } from '../recommendations/tokenIntrospection.js';

export const webhooks = Router();

webhooks.use(requireApiKey);

/** Senders repeat a delivery until it is confirmed; each counts once. */
async function firstTime(deliveryId: string): Promise<boolean> {
  // fine: remembers a delivery for a day, a mark and not a cached value
  return (await redis.set(`webhook:${deliveryId}`, '1', 'EX', 86_400, 'NX')) === 'OK';
}

webhooks.post('/prices', async (req, res) => {
  if (await firstTime(req.body.deliveryId)) await importPrices(req.body.lines);
  res.status(202).end();
});

webhooks.post('/tokens/revoked', async (req, res) => {
  if (await firstTime(req.body.deliveryId)) await revoke(req.body.tokenId);
  res.status(202).end();
});
