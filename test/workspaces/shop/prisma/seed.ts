import { prisma } from '../src/prisma.js';

const soon = new Date(Date.now() + 90 * 86_400_000);

// fine: a seed script runs before there is anything in the cache
await prisma.category.upsert({
  where: { slug: 'tea' },
  create: { slug: 'tea', name: 'Tea', position: 1 },
  update: { name: 'Tea' },
});
await prisma.product.upsert({
  where: { sku: 'TEA-1' },
  create: { sku: 'TEA-1', name: 'Green tea', description: '', categoryId: 'tea', stock: 100, published: true },
  update: { stock: 100 },
});
await prisma.price.upsert({
  where: { sku: 'TEA-1' },
  create: { sku: 'TEA-1', amount: 590, currency: 'EUR', validTo: soon },
  update: { amount: 590 },
});
await prisma.userRole.updateMany({ where: { role: 'root' }, data: { role: 'admin' } });
await prisma.$disconnect();
