import { Router } from 'express';
import { importCoupons } from '../jobs/couponImport.js';
import { requireLogin } from '../middleware/authenticate.js';
import { requireGroup, requirePermission, requireRole } from '../middleware/authorise.js';
import { changePrice } from '../pricing/priceService.js';
import { prisma } from '../prisma.js';
import { revokeApiKey } from '../services/apiKeyService.js';
import { renameCategory } from '../services/categoryService.js';
import { renameCompany } from '../services/companyService.js';
import { disableCoupon } from '../services/couponService.js';
import { markShipped } from '../services/orderService.js';
import { addProduct, describeProduct, receiveStock } from '../services/productService.js';
import { hideReview } from '../services/reviewService.js';
import { changeRole } from '../services/roleService.js';
import { settingsService } from '../services/settingsService.js';

export const admin = Router();

admin.use(requireLogin, requireRole('admin'));

admin.post('/products', async (req, res) => {
  res.status(201).json(await addProduct(req.body));
});

admin.patch('/products/:id', async (req, res) => {
  const { name, published } = req.body;
  const product = await prisma.product.update({
    //                                 ^^^^^^ warning write-without-invalidation: product:{id}
    where: { id: req.params.id },
    data: { name, published },
  });
  res.json(product);
});

admin.put('/products/:id/description', async (req, res) => {
  res.json(await describeProduct(req.params.id, req.body.description));
});

admin.post('/stock/:sku', async (req, res) => {
  await receiveStock(req.params.sku, req.body.quantity);
  res.status(204).end();
});

admin.put('/categories/:slug', async (req, res) => {
  await renameCategory(req.params.slug, req.body.name);
  res.status(204).end();
});

admin.delete('/categories/:slug', async (req, res) => {
  await prisma.category.delete({ where: { slug: req.params.slug } });
  //                    ^^^^^^ warning write-without-invalidation: category:{slug}
  res.status(204).end();
});

admin.put('/prices/:sku', async (req, res) => {
  await changePrice(req.params.sku, req.body.amount);
  res.status(204).end();
});

admin.delete('/reviews/:id', async (req, res) => {
  await hideReview(req.params.id, req.body.productId);
  res.status(204).end();
});

admin.post('/coupons', async (req, res) => {
  res.json({ imported: await importCoupons(req.body) });
});

admin.delete('/coupons/:code', async (req, res) => {
  await disableCoupon(req.params.code);
  res.status(204).end();
});

admin.post('/orders/:id/shipped', requireGroup('warehouse'), async (req, res) => {
  await markShipped(String(req.params.id));
  res.status(204).end();
});

admin.put('/settings/:storeId', async (req, res) => {
  const { theme, taxRate } = req.body;
  if (theme) await settingsService.changeTheme(req.params.storeId, theme);
  if (taxRate) await settingsService.changeTaxRate(req.params.storeId, taxRate);
  res.status(204).end();
});

admin.put('/companies/:id', async (req, res) => {
  res.json({ renamed: await renameCompany(req.params.id, req.body.name) });
});

admin.put('/users/:id/role', requirePermission('users:write'), async (req, res) => {
  await changeRole(String(req.params.id), req.body.role);
  res.status(204).end();
});

admin.delete('/users/:id/permissions/:permission', requirePermission('users:write'), async (req, res) => {
  const userId = String(req.params.id);
  await prisma.userPermission.deleteMany({ where: { userId, permission: String(req.params.permission) } });
  //                          ^^^^^^^^^^ warning auth-cache-without-revocation: permissions:{userId}
  res.status(204).end();
});

admin.delete('/api-keys/:id', async (req, res) => {
  await revokeApiKey(req.params.id);
  res.status(204).end();
});
