import { Router } from 'express';
import { requireToken } from '../middleware/authenticate.js';
import { getPrice } from '../pricing/priceService.js';
import { recommendationsFor, trending } from '../recommendations/recommendationService.js';
import { bestsellers, noteView } from '../services/activityService.js';
import { getCategory } from '../services/categoryService.js';
import { availableStock, getProduct, searchProducts } from '../services/productService.js';
import { addReview, listReviews } from '../services/reviewService.js';

export const products = Router();

products.get('/search', async (req, res) => {
  res.json(await searchProducts(String(req.query.q ?? '')));
});

products.get('/trending/:country', async (req, res) => {
  res.json(await trending(req.params.country));
});

products.get('/recommended/:userId', requireToken, async (req, res) => {
  res.json(await recommendationsFor(String(req.params.userId)));
});

products.get('/bestsellers/:day', async (req, res) => {
  res.json(await bestsellers(req.params.day));
});

products.get('/category/:slug', async (req, res) => {
  const category = await getCategory(req.params.slug);
  if (!category) return void res.status(404).json({ error: 'No such category.' });
  res.json(category);
});

products.get('/:id', async (req, res) => {
  const product = await getProduct(req.params.id);
  if (!product) return void res.status(404).json({ error: 'No such product.' });
  const [price, stock] = await Promise.all([getPrice(product.sku), availableStock(product.sku)]);
  if (req.session.userId) await noteView(req.session.userId, product.id);
  // fine: a response header
  res.set('cache-control', 'public, max-age=30');
  res.json({ ...product, price, stock });
});

products.get('/:id/reviews', async (req, res) => {
  res.json(await listReviews(req.params.id, Number(req.query.page ?? 0)));
});

products.post('/:id/reviews', async (req, res) => {
  const { author, rating, text } = req.body;
  await addReview({ productId: req.params.id, author, rating, text });
  res.status(201).end();
});
