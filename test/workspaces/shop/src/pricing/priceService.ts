import type { Price } from '../generated/prisma/client.js';
import { prisma } from '../prisma.js';
import { priceCache } from './priceCache.js';

export async function getPrice(sku: string): Promise<Price | null> {
  const cached = await priceCache.get<Price>(`price:${sku}`);
  if (cached) return cached;
  const price = await prisma.price.findUnique({ where: { sku } });
  if (price) {
    await priceCache.set(`price:${sku}`, price);
    //               ^^^ warning missing-ttl: price
  }
  return price;
}

export async function changePrice(sku: string, amount: number): Promise<void> {
  await prisma.price.update({ where: { sku }, data: { amount } });
  await priceCache.del(`price:${sku}`);
}

export async function taxRates(country: string): Promise<number[]> {
  const cached = await priceCache.get<number[]>(`tax:${country}`);
  //                              ^^^ info stampede: tax
  if (cached) return cached;
  const response = await fetch(`https://tax.example.com/rates/${country}`);
  const rates = (await response.json()) as number[];
  // fine: cache-manager takes milliseconds as its third argument
  await priceCache.set(`tax:${country}`, rates, 60 * 60 * 1000);
  return rates;
}

export function exchangeRates(currency: string): Promise<Record<string, number>> {
  // fine: the life is the last argument of wrap
  return priceCache.wrap(
    `exchange:${currency}`,
    async () => {
      const response = await fetch(`https://rates.example.com/latest/${currency}`);
      return (await response.json()) as Record<string, number>;
    },
    5 * 60_000,
  );
}
