import { randomUUID } from 'node:crypto';
import { Router } from 'express';
import { requireLogin } from '../middleware/authenticate.js';
import { exchangeRates, taxRates } from '../pricing/priceService.js';
import { addToCart, advanceCheckout, readCart, startCheckout } from '../services/cartService.js';
import { getCoupon } from '../services/couponService.js';
import { placeOrder } from '../services/orderService.js';
import { settingsService } from '../services/settingsService.js';
import { countryOf, getShippingZone, listCarriers } from '../services/shippingService.js';

export const checkout = Router();

checkout.use(requireLogin);

checkout.post('/cart', async (req, res) => {
  await addToCart(req.session.userId ?? '', req.body.productId, req.body.quantity);
  res.json(await readCart(req.session.userId ?? ''));
});

checkout.post('/', async (req, res) => {
  const id = randomUUID();
  await startCheckout(id, req.session.userId ?? '');
  const country = await countryOf(req.ip ?? '');
  const settings = await settingsService.get('main');
  res.status(201).json({
    id,
    zone: await getShippingZone(country),
    carriers: await listCarriers(country),
    tax: await taxRates(country),
    rates: await exchangeRates(settings.currency),
  });
});

checkout.post('/:id/:step', async (req, res) => {
  const { id, step } = req.params;
  if (step !== 'payment' && step !== 'confirm') return void res.status(400).end();
  if (!(await advanceCheckout(id, step))) return void res.status(410).json({ error: 'The checkout has expired.' });
  if (step === 'payment') return void res.status(204).end();
  const coupon = req.body.coupon ? await getCoupon(req.body.coupon) : null;
  const total = Math.round(req.body.total * (1 - (coupon?.percent ?? 0) / 100));
  res.status(201).json(await placeOrder(req.session.userId ?? '', total));
});
