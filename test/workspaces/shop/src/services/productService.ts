import type { Product } from '../generated/prisma/client.js';
import { productKey, searchKey, stockKey } from '../keys.js';
import { prisma } from '../prisma.js';
import { redis } from '../redis.js';

const SEARCH_TTL_SECONDS = 10;

export async function getProduct(id: string): Promise<Product | null> {
  const cached = await redis.get(productKey(id));
  if (cached) return JSON.parse(cached) as Product;

  const product = await prisma.product.findUnique({ where: { id } });
  if (product) {
    await redis.set(productKey(id), JSON.stringify(product));
    //          ^^^ warning missing-ttl: product
  }
  return product;
}

export async function describeProduct(id: string, description: string): Promise<Product> {
  // fine: the entry is deleted right after the row has changed
  const product = await prisma.product.update({ where: { id }, data: { description } });
  await redis.del(productKey(id));
  return product;
}

export async function addProduct(product: Omit<Product, 'id'>): Promise<Product> {
  // fine: nobody can have cached a row that did not exist
  return prisma.product.create({ data: product });
}

/** Search results may be a few seconds old. */
export async function searchProducts(query: string): Promise<Pick<Product, 'id' | 'name'>[]> {
  const cached = await redis.get(searchKey(query));
  if (cached) return JSON.parse(cached) as Pick<Product, 'id' | 'name'>[];
  const products = await prisma.product.findMany({
    where: { name: { contains: query, mode: 'insensitive' }, published: true },
    select: { id: true, name: true },
    take: 50,
  });
  // fine: ten seconds, less than anybody notices, so no write has to remove it
  await redis.set(searchKey(query), JSON.stringify(products), 'EX', SEARCH_TTL_SECONDS);
  return products;
}

export async function availableStock(sku: string): Promise<number> {
  const cached = await redis.get(stockKey(sku));
  if (cached !== null) return Number(cached);
  const level = await prisma.stockLevel.findUnique({ where: { sku }, select: { available: true } });
  const available = level?.available ?? 0;
  await redis.set(stockKey(sku), available, 'PX', 10_000);
  return available;
}

export async function receiveStock(sku: string, quantity: number): Promise<void> {
  // fine: the cached level lives ten seconds
  await prisma.stockLevel.update({ where: { sku }, data: { available: { increment: quantity } } });
}
