import { prisma } from '../prisma.js';
import { exclusively } from './lock.js';

interface PriceLine {
  readonly sku: string;
  readonly amount: number;
  readonly currency: string;
}

/** Every night the wholesaler sends a price list. */
export function importPrices(lines: readonly PriceLine[]): Promise<boolean> {
  return exclusively('price-import', async () => {
    for (const { sku, amount, currency } of lines) {
      await prisma.price.updateMany({ where: { sku, currency }, data: { amount } });
      //                 ^^^^^^^^^^ warning write-without-invalidation: price:{sku}
    }
  });
}
